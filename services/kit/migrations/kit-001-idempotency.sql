-- Answers by idempotency key, written in the transaction of what they answer. A row without a status is a request that is running,
-- or one whose program ended before it could answer.
CREATE TABLE idempotency (
  scope text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  fingerprint text NOT NULL,
  status integer CHECK (status BETWEEN 200 AND 599),
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, key),
  CHECK ((status IS NULL) = (body IS NULL))
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
