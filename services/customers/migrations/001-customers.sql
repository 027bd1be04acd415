-- A profile is an opaque row that stays. What makes it somebody's is in `person`, which erasure deletes together with the only key to the rest.
CREATE TABLE profile (
  id uuid PRIMARY KEY,
  -- Counts changes of the fields: the entity tag.
  version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  erased_at timestamptz
);

-- Who a profile belongs to, and the key of their fields, wrapped by one of the secret `person-keys`.
CREATE TABLE person (
  profile uuid PRIMARY KEY REFERENCES profile (id),
  subject text NOT NULL UNIQUE CHECK (length(subject) BETWEEN 1 AND 64),
  wrapped_by text NOT NULL,
  wrapped_key bytea NOT NULL CHECK (length(wrapped_key) = 60)
);
CREATE INDEX person_by_wrapping_key ON person (wrapped_by);

-- Nonce, ciphertext and tag of one field; the profile and the field's name are authenticated with it.
CREATE TABLE field (
  profile uuid NOT NULL REFERENCES profile (id),
  name text NOT NULL,
  sealed bytea NOT NULL CHECK (length(sealed) >= 28),
  PRIMARY KEY (profile, name)
);

-- Consents given and withdrawn, in the order in which they took effect. Nothing is changed: what holds is the last row of a purpose.
CREATE TABLE consent (
  profile uuid NOT NULL REFERENCES profile (id),
  number integer NOT NULL CHECK (number > 0),
  purpose text NOT NULL,
  given boolean NOT NULL,
  -- The version of the text that was agreed to.
  text_version text,
  channel text CHECK (channel IN ('web', 'mobile', 'store')),
  -- Who did it, sealed by the person's key; nobody can open it once that is destroyed.
  who bytea NOT NULL CHECK (length(who) >= 28),
  at timestamptz NOT NULL,
  PRIMARY KEY (profile, number),
  CHECK (NOT given OR (text_version IS NOT NULL AND channel IS NOT NULL))
);
CREATE INDEX consent_of_purpose ON consent (profile, purpose, number DESC);

-- Who of us has read somebody's profile, and why.
CREATE TABLE access (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  profile uuid NOT NULL REFERENCES profile (id),
  what text NOT NULL,
  reader text NOT NULL,
  reason text NOT NULL,
  case_reference text,
  at timestamptz NOT NULL
);
CREATE INDEX access_of_profile ON access (profile, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is a history: add to it', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER access_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON access FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An erased profile has no person, no field, and never gets either again.
CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Locked, so that an erasure that runs at the same time comes before this or after it.
  PERFORM FROM profile WHERE id = NEW.profile AND erased_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'profile % was erased', NEW.profile USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER person_not_erased BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER field_not_erased BEFORE INSERT OR UPDATE ON field FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER consent_not_erased BEFORE INSERT ON consent FOR EACH ROW EXECUTE FUNCTION refuse_erased();

CREATE FUNCTION check_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.erased_at IS NOT NULL THEN
    RAISE EXCEPTION 'profile % was erased', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.erased_at IS NOT NULL AND (EXISTS (SELECT FROM person WHERE profile = NEW.id) OR EXISTS (SELECT FROM field WHERE profile = NEW.id)) THEN
    RAISE EXCEPTION 'profile % still has a person or fields', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER profile_erased BEFORE UPDATE ON profile FOR EACH ROW EXECUTE FUNCTION check_erased();
