-- Whose trace an event belongs to (W3C Trace Context, traceparent); null where nobody sees it.
ALTER TABLE events ADD COLUMN traceparent text;
