-- Card numbers under envelope encryption. No column holds a number, and none a hash of one that could be made without the fingerprint key.
CREATE TABLE card (
  token text PRIMARY KEY CHECK (token ~ '^tok-[bcdfghjkmnpqrstv]{32}$'),
  merchant text NOT NULL CHECK (merchant ~ '^[A-Za-z][A-Za-z0-9._-]{0,63}$'),
  -- Nonce, ciphertext and tag of the padded number: 12 + 20 + 16 bytes.
  number bytea CHECK (length(number) = 48),
  -- Nonce, ciphertext and tag of the data key: 12 + 32 + 16 bytes, and the name of the key that wrapped it.
  data_key bytea CHECK (length(data_key) = 60),
  wrapped_by text CHECK (length(wrapped_by) BETWEEN 1 AND 64),
  -- HMAC-SHA-256 of merchant and number.
  fingerprint bytea CHECK (length(fingerprint) = 32),
  brand text NOT NULL,
  bin text CHECK (bin ~ '^[0-9]{6}$'),
  last4 text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
  expiry_month smallint NOT NULL CHECK (expiry_month BETWEEN 1 AND 12),
  expiry_year smallint NOT NULL CHECK (expiry_year BETWEEN 2000 AND 2999),
  created_at timestamptz NOT NULL,
  destroyed_at timestamptz,
  -- Whole or destroyed: a number without its key, or the reverse, is neither.
  CHECK (num_nulls(number, data_key, wrapped_by, fingerprint) = CASE WHEN destroyed_at IS NULL THEN 0 ELSE 4 END)
);
-- One living token for a card of a merchant: a renewed card, with another expiry, is another one.
CREATE UNIQUE INDEX card_once ON card (merchant, fingerprint, expiry_year, expiry_month) WHERE destroyed_at IS NULL;
CREATE INDEX card_by_wrapping_key ON card (wrapped_by, token) WHERE destroyed_at IS NULL;

-- Key-encryption keys in the order in which they became the current one. A program whose files are older re-wraps nothing, or two of them would do and
-- undo each other's work while the files of a rotation arrive.
CREATE TABLE wrapping_key (
  id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- Tells another key of the same name without telling anything of the key: the first bytes of a SHA-256 over its 256 bits.
  check_value bytea NOT NULL CHECK (length(check_value) = 8),
  current_since timestamptz NOT NULL
);

-- Who has had a number, or asked in vain, or destroyed one (PCI DSS 4.0.1, 10.2.1.1). Never the number.
CREATE TABLE audit (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  act text NOT NULL CHECK (act IN ('revealed', 'refused', 'destroyed')),
  token text NOT NULL,
  caller text NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX audit_of_token ON audit (token);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
