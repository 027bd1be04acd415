-- An extension that its database's owner may make (PostgreSQL marks it trusted): equality of text inside an exclusion constraint.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- What happened to a product in a channel on a day (UTC). Names nobody.
CREATE TABLE daily (
  product text NOT NULL CHECK (length(product) BETWEEN 1 AND 64),
  channel text NOT NULL CHECK (channel IN ('web', 'mobile', 'store')),
  day date NOT NULL,
  viewed bigint NOT NULL DEFAULT 0 CHECK (viewed >= 0),
  -- Pieces.
  added bigint NOT NULL DEFAULT 0 CHECK (added >= 0),
  bought bigint NOT NULL DEFAULT 0 CHECK (bought >= 0),
  returned bigint NOT NULL DEFAULT 0 CHECK (returned >= 0),
  -- Baskets that met the product here for the first time, and how many of those have bought it since, wherever.
  interested bigint NOT NULL DEFAULT 0,
  converted bigint NOT NULL DEFAULT 0 CHECK (converted >= 0),
  PRIMARY KEY (day, channel, product),
  CHECK (converted <= interested)
);

-- Where and when a basket met a product first, so that looking twice is one chance to sell and not two. Kept for a while only.
CREATE TABLE interest (
  basket text NOT NULL,
  product text NOT NULL,
  channel text NOT NULL,
  day date NOT NULL,
  bought boolean NOT NULL DEFAULT false,
  PRIMARY KEY (basket, product)
);
CREATE INDEX interest_by_day ON interest (day);

-- A product that is often viewed and seldom bought in a channel, with the figures that say so.
CREATE TABLE proposal (
  id uuid PRIMARY KEY,
  product text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('web', 'mobile', 'store')),
  -- `withdrawn`: the figures do not say so any more, and nobody had accepted it.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'withdrawn')),
  interested bigint NOT NULL CHECK (interested > 0),
  converted bigint NOT NULL CHECK (converted BETWEEN 0 AND interested),
  rate double precision NOT NULL,
  low double precision NOT NULL,
  high double precision NOT NULL,
  median double precision NOT NULL,
  confidence double precision NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  found_at timestamptz NOT NULL,
  CHECK (0 <= low AND low <= rate AND rate <= high AND high < median AND median <= 1)
);
CREATE UNIQUE INDEX proposal_open ON proposal (product, channel) WHERE state = 'open';

CREATE TABLE promotion (
  id uuid PRIMARY KEY,
  proposal uuid NOT NULL UNIQUE REFERENCES proposal (id),
  product text NOT NULL,
  -- Minor units.
  price bigint NOT NULL CHECK (price > 0),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- How many times the usual load is expected, where it is expected to be more: opens a promotion window for scaling.
  traffic smallint CHECK (traffic BETWEEN 2 AND 10),
  accepted_by text NOT NULL,
  accepted_at timestamptz NOT NULL,
  CHECK (starts_at < ends_at),
  -- Two prices at once are none.
  EXCLUDE USING gist (product WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
