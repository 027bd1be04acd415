-- Whose trace an event belongs to (W3C Trace Context, traceparent); null where nobody sees it.
ALTER TABLE outbox ADD COLUMN traceparent text;
