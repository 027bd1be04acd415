/** The span of a request: begun with its first log line, named by its operation, ended with its answer. */
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { beginServing, endServing, nameServing, traceIds, within, withTraceIds, type Served } from '../telemetry.ts';

const served = new WeakMap<object, Served>();

/** Begins a request's span with its first log line, so that every line of it carries the span's ids. */
export function traced(logger: FastifyBaseLogger, bindings: object, options: object, raw: IncomingMessage): FastifyBaseLogger {
  const begun = beginServing(raw.method ?? 'GET', raw.headers);
  served.set(raw, begun);
  return withTraceIds(logger.child({ ...bindings, ...traceIds(begun.span) }, options));
}

const operations = new WeakMap<object, string>();

/** The operation that a request asks for; `undefined` where it asks for none. */
export const operationOf = ({ raw }: FastifyRequest): string | undefined => operations.get(raw);

export const named = (operation: string) => async ({ raw, routeOptions }: FastifyRequest): Promise<void> => {
  operations.set(raw, operation);
  const begun = served.get(raw);
  if (begun) nameServing(begun, operation, routeOptions.url ?? '');
};

/** The span of an answer that nobody waited for ends too. */
export function endSpans(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }, { statusCode }) => {
    const begun = served.get(raw);
    if (begun) endServing(begun, statusCode);
  });
}

/** What is done for a request, in the context of its span. */
export const withinSpan = <T>({ raw }: FastifyRequest, work: () => T): T => within(served.get(raw), work);
