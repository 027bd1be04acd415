-- Amounts are minor units of the payment's currency. Whoever changes anything of a payment holds its row first.
CREATE TABLE payment (
  id uuid PRIMARY KEY,
  basket text,
  -- Who pays: the subject of a token; nobody after erasure.
  owner text,
  -- The store whose till opened it, and those whose tills may pay the basket.
  store text,
  stores text[] NOT NULL DEFAULT '{}',
  channel text NOT NULL CHECK (channel IN ('web', 'mobile', 'store')),
  capture text NOT NULL CHECK (capture IN ('manual', 'automatic')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state text NOT NULL CHECK (state IN ('open', 'processing', 'requires-action', 'authorised', 'partly-captured', 'captured', 'partly-refunded', 'refunded', 'voided', 'expired', 'cancelled')),
  -- The attempt that the state is about.
  current uuid,
  created_at timestamptz NOT NULL,
  -- Until then it may be attempted.
  expires_at timestamptz NOT NULL,
  CHECK (state NOT IN ('processing', 'requires-action') OR current IS NOT NULL)
);
CREATE INDEX payment_of_basket ON payment (basket) WHERE basket IS NOT NULL;
CREATE INDEX payment_of_owner ON payment (owner) WHERE owner IS NOT NULL;
CREATE INDEX payment_lapsing ON payment (expires_at) WHERE state = 'open';

CREATE TABLE attempt (
  position bigint GENERATED ALWAYS AS IDENTITY,
  -- Our reference at the provider, and the name of the authorisation in events.
  id uuid PRIMARY KEY,
  payment uuid NOT NULL REFERENCES payment (id),
  provider text NOT NULL,
  route text NOT NULL,
  state text NOT NULL CHECK (state IN ('sending', 'unknown', 'pending', 'requires-action', 'completing', 'authorised', 'captured', 'declined', 'not-processed', 'voided', 'expired')),
  -- As it was sent: a look-up and a repetition say the same.
  request jsonb NOT NULL,
  -- The decision about strong customer authentication, with its reasons.
  reasons text[] NOT NULL,
  reference text CHECK (length(reference) BETWEEN 1 AND 128),
  authorised bigint NOT NULL DEFAULT 0 CHECK (authorised >= 0),
  captured bigint NOT NULL DEFAULT 0 CHECK (captured >= 0),
  released bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
  -- Held by captures and voids of which it is not known yet what became of them.
  capturing bigint NOT NULL DEFAULT 0 CHECK (capturing >= 0),
  releasing bigint NOT NULL DEFAULT 0 CHECK (releasing >= 0),
  expires_at timestamptz,
  action jsonb,
  decline jsonb,
  liability text CHECK (liability IN ('merchant', 'issuer')),
  -- What the provider said that is not what was asked: for a person to look at.
  mismatch text,
  -- The payment goes on without it: money that it gets after all is given back.
  stray boolean NOT NULL DEFAULT false,
  completions integer NOT NULL DEFAULT 0,
  -- The idempotency key whose request waits for it.
  key_scope text,
  key text,
  begun_at timestamptz NOT NULL,
  -- When the provider was asked last: what is on its way may still arrive.
  asked_at timestamptz NOT NULL,
  looks integer NOT NULL DEFAULT 0,
  -- When the janitor asks what became of it.
  next_look_at timestamptz,
  CONSTRAINT attempt_not_overcaptured CHECK (captured + capturing + released + releasing <= authorised),
  CONSTRAINT attempt_money_has_reference CHECK (authorised = 0 OR reference IS NOT NULL)
);
CREATE INDEX attempt_of_payment ON attempt (payment);
-- No two attempts are paid with one and the same payment of the provider.
CREATE UNIQUE INDEX attempt_by_reference ON attempt (route, reference) WHERE reference IS NOT NULL;
-- A payment is under way at one provider at most.
CREATE UNIQUE INDEX attempt_under_way ON attempt (payment) WHERE state IN ('sending', 'unknown', 'pending', 'requires-action', 'completing') AND NOT stray;
CREATE INDEX attempt_to_look_at ON attempt (next_look_at) WHERE next_look_at IS NOT NULL;

CREATE TABLE operation (
  position bigint GENERATED ALWAYS AS IDENTITY,
  -- Our reference at the provider.
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('capture', 'void', 'refund')),
  attempt uuid NOT NULL REFERENCES attempt (id),
  -- The capture that a refund gives back.
  capture uuid REFERENCES operation (id),
  state text NOT NULL CHECK (state IN ('sending', 'unknown', 'accepted', 'done', 'refused', 'not-processed')),
  amount bigint NOT NULL CHECK (amount > 0),
  -- Of a final capture: what it gives back of the authorisation.
  rest bigint NOT NULL DEFAULT 0 CHECK (rest >= 0),
  -- Of a capture: none follows.
  final boolean NOT NULL DEFAULT false,
  -- Of a capture: what was refunded, and what refunds hold of which it is not known yet what became of them.
  refunded bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  refunding bigint NOT NULL DEFAULT 0 CHECK (refunding >= 0),
  reference text CHECK (length(reference) BETWEEN 1 AND 128),
  provider_code text,
  mismatch text,
  action jsonb,
  -- Who asked: decides how much more a till may refund.
  by_till boolean NOT NULL DEFAULT false,
  key_scope text,
  key text,
  begun_at timestamptz NOT NULL,
  looks integer NOT NULL DEFAULT 0,
  next_look_at timestamptz,
  CONSTRAINT operation_not_overrefunded CHECK (refunded + refunding <= CASE WHEN kind = 'capture' AND state = 'done' THEN amount ELSE 0 END),
  CHECK ((kind = 'refund') = (capture IS NOT NULL)),
  CHECK (kind = 'capture' OR rest = 0)
);
CREATE INDEX operation_of_attempt ON operation (attempt);
CREATE INDEX operation_to_look_at ON operation (next_look_at) WHERE next_look_at IS NOT NULL;

-- What providers' webhooks have told: once each.
CREATE TABLE notice (
  route text NOT NULL,
  id text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (route, id)
);
CREATE INDEX notice_by_age ON notice (received_at);

-- How well each route has answered lately, decayed: both numbers halve in the half-life.
CREATE TABLE route_health (
  route text PRIMARY KEY,
  good double precision NOT NULL CHECK (good >= 0),
  asked double precision NOT NULL CHECK (asked >= good),
  as_of timestamptz NOT NULL
);

-- Remote payments without strong authentication since the last one with it, by instrument (RTS article 16).
CREATE TABLE exempted (
  instrument text PRIMARY KEY,
  payments integer NOT NULL CHECK (payments >= 0),
  amount bigint NOT NULL CHECK (amount >= 0),
  changed_at timestamptz NOT NULL
);

-- Notices to the merchant (Standard Webhooks), written in the transaction of what they tell.
CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  payment uuid NOT NULL REFERENCES payment (id),
  type text NOT NULL,
  -- The bytes that are signed and sent: below 20 kB.
  body text NOT NULL CHECK (octet_length(body) < 20000),
  state text NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
  tries integer NOT NULL DEFAULT 0,
  last_answer text,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL
);
CREATE INDEX delivery_due ON delivery (next_try_at) WHERE state = 'pending';

-- Endpoints that have answered 410 Gone: nothing is sent there until an operator asks for it.
CREATE TABLE disabled_endpoint (
  address text PRIMARY KEY,
  since timestamptz NOT NULL
);
