-- Answers to one person, whatever they asked: forgotten with them. The expression is that of services/kit/idempotency.ts.
CREATE INDEX idempotency_by_subject ON idempotency (substr(scope, strpos(scope, ':') + 1));
