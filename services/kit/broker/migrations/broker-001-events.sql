-- Events between programs of one machine: a log for each partition of a topic, and how far each group has read it.
CREATE TABLE events (
  -- Within a partition positions are committed in their order, since who appends holds the partition's lock: no reader can pass over one.
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  partition integer NOT NULL,
  id uuid NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  payload jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  appended_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_read ON events (topic, partition, position);
CREATE INDEX events_appended ON events USING brin (appended_at);

CREATE TABLE offsets (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  -- Of the last event that was handled.
  position bigint NOT NULL DEFAULT 0,
  -- Failures in a row of the event after it, which is not tried again before.
  failures integer NOT NULL DEFAULT 0,
  retry_at timestamptz NOT NULL DEFAULT '-infinity',
  -- Who was served least recently comes first.
  served_at timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (consumer_group, topic, partition)
);
