-- Amounts are in minor units. A price is bounded so that a whole basket of it is an integer that every JSON reader keeps exact.
CREATE TABLE product (
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE TABLE price (
  product text NOT NULL REFERENCES product (id),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 10000000000),
  PRIMARY KEY (product, currency)
);

-- As insights.promotions tells them. No reference to the product: a promotion may arrive before it.
CREATE TABLE promotion (
  id text PRIMARY KEY,
  product text NOT NULL,
  currency char(3) NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  CHECK (starts_at < ends_at)
);
CREATE INDEX promotion_of_product ON promotion (product, currency, ends_at);

-- What a store keeps for click and collect. Never more is held than is there.
CREATE TABLE stock (
  store text NOT NULL CHECK (length(store) BETWEEN 1 AND 64),
  product text NOT NULL REFERENCES product (id),
  on_hand integer NOT NULL CHECK (on_hand >= 0),
  held integer NOT NULL DEFAULT 0,
  PRIMARY KEY (store, product),
  CONSTRAINT stock_not_oversold CHECK (held BETWEEN 0 AND on_hand)
);

CREATE TABLE basket (
  id text PRIMARY KEY,
  -- The subject of a token, or a pseudonym after erasure.
  owner text NOT NULL,
  -- The store whose till opened it.
  store text,
  channel text NOT NULL CHECK (channel IN ('web', 'mobile', 'store')),
  currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state text NOT NULL CHECK (state IN ('open', 'bought')),
  version integer NOT NULL CHECK (version > 0),
  total bigint NOT NULL CHECK (total >= 0),
  -- What payments cover of the total. What they hold beyond it is `excess`, which somebody must give back.
  tendered bigint NOT NULL DEFAULT 0,
  excess bigint NOT NULL DEFAULT 0 CHECK (excess >= 0),
  -- Until then the items cost what was quoted to the payment, even where a promotion ends in between.
  prices_until timestamptz,
  -- The edit that led to this version: a repetition of it, after a lost answer, is no conflict.
  last_edit text,
  bought_at timestamptz,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT basket_not_overtendered CHECK (tendered BETWEEN 0 AND total),
  CONSTRAINT basket_bought_is_paid CHECK (state <> 'bought' OR (tendered = total AND total > 0 AND bought_at IS NOT NULL)),
  CONSTRAINT basket_excess_is_beyond CHECK (excess = 0 OR tendered = total)
);
CREATE INDEX basket_of_owner ON basket (owner);

CREATE TABLE item (
  basket text NOT NULL REFERENCES basket (id),
  product text NOT NULL REFERENCES product (id),
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  -- The quoted price of one, and the promotion that it comes from.
  unit bigint CHECK (unit > 0),
  promotion text,
  PRIMARY KEY (basket, product)
);

-- Short codes: one living one a basket, and for the first till that fetches it alone.
CREATE TABLE code (
  code char(8) PRIMARY KEY,
  basket text NOT NULL UNIQUE REFERENCES basket (id),
  expires_at timestamptz NOT NULL,
  fetched_by text
);
CREATE INDEX code_expiring ON code (expires_at);

-- How often a till has tried codes in a minute.
CREATE TABLE code_try (
  till text NOT NULL,
  minute timestamptz NOT NULL,
  tries integer NOT NULL CHECK (tries > 0),
  PRIMARY KEY (till, minute)
);

-- Stores that see a basket since one of their tills fetched its code.
CREATE TABLE access (
  basket text NOT NULL REFERENCES basket (id),
  store text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (basket, store)
);

CREATE TABLE reservation (
  id text PRIMARY KEY,
  basket text NOT NULL REFERENCES basket (id),
  store text NOT NULL,
  -- Where it was reserved.
  channel text NOT NULL CHECK (channel IN ('web', 'mobile', 'store')),
  state text NOT NULL CHECK (state IN ('held', 'collected', 'partly-returned', 'returned', 'expired', 'released')),
  held_until timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX reservation_of_basket ON reservation (basket);
CREATE INDEX reservation_held ON reservation (held_until) WHERE state = 'held';

CREATE TABLE reserved_item (
  reservation text NOT NULL REFERENCES reservation (id),
  product text NOT NULL REFERENCES product (id),
  quantity integer NOT NULL CHECK (quantity > 0),
  returned integer NOT NULL DEFAULT 0,
  PRIMARY KEY (reservation, product),
  CONSTRAINT returned_was_collected CHECK (returned BETWEEN 0 AND quantity)
);

-- What payments.events have told about each payment of a basket: sums, as they were told.
CREATE TABLE tender (
  payment text PRIMARY KEY,
  basket text NOT NULL REFERENCES basket (id),
  provider text NOT NULL,
  currency char(3) NOT NULL,
  authorised bigint NOT NULL DEFAULT 0 CHECK (authorised >= 0),
  captured bigint NOT NULL DEFAULT 0 CHECK (captured >= 0),
  released bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
  refunded bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  -- The refunds that the basket is paid less for, rather than for goods that came back.
  undone bigint NOT NULL DEFAULT 0,
  CHECK (undone BETWEEN 0 AND refunded)
);
CREATE INDEX tender_of_basket ON tender (basket);
