-- Immutable double entry. An amount is in minor units, positive on the debit side and negative on the credit side.
CREATE TABLE account (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9:._-]{0,127}$'),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  opened_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (id, currency)
);

-- A journal entry. `state` says what its lines are: `posted` counts; `pending` is reserved by an authorisation; `released` gives a part of that back,
-- because it was captured, voided or expired.
CREATE TABLE journal (
  position bigint PRIMARY KEY CHECK (position > 0),
  id uuid NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('posted', 'pending', 'released')),
  kind text NOT NULL,
  currency char(3) NOT NULL,
  -- What it is about: a payment, and the provider's reference that a settlement file will name.
  payment text NOT NULL,
  reference text,
  -- The pending entry that this one gives a part back of.
  pending uuid REFERENCES journal (id),
  -- Until when a pending entry reserves.
  expires_at timestamptz,
  effective_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- SHA-256 over the entry's canonical text and the hash before it.
  hash bytea NOT NULL CHECK (length(hash) = 32),
  CHECK ((state = 'pending') = (expires_at IS NOT NULL)),
  CHECK ((state = 'released') = (pending IS NOT NULL)),
  UNIQUE (id, currency)
);
CREATE INDEX journal_of_payment ON journal (payment);
CREATE INDEX journal_by_reference ON journal (reference) WHERE reference IS NOT NULL;
CREATE INDEX journal_of_pending ON journal (pending) WHERE pending IS NOT NULL;
CREATE INDEX journal_expiring ON journal (expires_at) WHERE state = 'pending';

CREATE TABLE line (
  entry uuid NOT NULL,
  number smallint NOT NULL,
  account text NOT NULL,
  currency char(3) NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (entry, number),
  -- One currency per entry, and that of its accounts: by reference and not by hope.
  FOREIGN KEY (entry, currency) REFERENCES journal (id, currency),
  FOREIGN KEY (account, currency) REFERENCES account (id, currency)
);
CREATE INDEX line_of_account ON line (account);

-- The last position and hash: locked by whoever appends, so that the chain has no forks.
CREATE TABLE chain (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  position bigint NOT NULL,
  hash bytea NOT NULL
);
INSERT INTO chain (position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is immutable: correct it by a new entry', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER line_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- At the end of the transaction every entry that it wrote is whole and sums to zero.
CREATE FUNCTION check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry_id uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
  lines integer;
  total numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount), 0) INTO lines, total FROM line WHERE entry = entry_id;
  IF lines < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'entry % has % lines that sum to %, not zero', entry_id, lines, total USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_balanced AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry('id');
CREATE CONSTRAINT TRIGGER line_balanced AFTER INSERT ON line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry('entry');
