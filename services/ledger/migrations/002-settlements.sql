-- Captures and refunds that no settlement file has named yet: written and removed with the entries that make and settle them.
CREATE TABLE unsettled (
  entry uuid PRIMARY KEY REFERENCES journal (id),
  provider text NOT NULL,
  reference text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('capture', 'refund')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  payment text NOT NULL,
  at timestamptz NOT NULL,
  -- Whether a file has already passed it over when it was due: nobody is told twice.
  reported boolean NOT NULL DEFAULT false
);
CREATE INDEX unsettled_of_provider ON unsettled (provider);

-- Pending entries whose end is still to come.
CREATE TABLE expiring (
  entry uuid PRIMARY KEY REFERENCES journal (id),
  provider text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX expiring_by_time ON expiring (expires_at);

-- Settlement files that were imported, each whole and once.
CREATE TABLE settlement (
  id text PRIMARY KEY,
  provider text NOT NULL,
  format text NOT NULL,
  -- SHA-256 of the file.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  imported_by text NOT NULL,
  imported_at timestamptz NOT NULL
);

-- What a file said, line by line, and the capture or refund that a line settled: that one once, in all files.
CREATE TABLE settlement_line (
  settlement text NOT NULL REFERENCES settlement (id),
  number integer NOT NULL CHECK (number > 0),
  kind text NOT NULL,
  reference text NOT NULL,
  gross bigint NOT NULL,
  fee bigint NOT NULL,
  currency char(3) NOT NULL,
  settles uuid UNIQUE REFERENCES journal (id),
  PRIMARY KEY (settlement, number)
);

CREATE TABLE settlement_exception (
  settlement text NOT NULL REFERENCES settlement (id),
  number integer NOT NULL CHECK (number > 0),
  kind text NOT NULL CHECK (kind IN ('missing', 'mismatched', 'duplicate', 'expected', 'unsupported')),
  reference text NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (settlement, number)
);

CREATE TRIGGER settlement_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_line_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_exception_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_exception FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
