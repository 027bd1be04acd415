/**
 * Spans of events, by the semantic conventions for messaging. The trace of a request goes on with the event that it wrote: through the outbox and the
 * broker as W3C `traceparent`, and into whoever acts on it.
 */
import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { fail, spansAreSeen, tracer } from './telemetry.ts';

/** As far as it concerns a trace. */
interface Traced {
  readonly id: string;
  readonly topic: string;
  readonly traceparent?: string;
}

function traceparentIn(of: Context): string | undefined {
  const carried: { traceparent?: string } = {};
  propagation.inject(of, carried);
  return carried.traceparent;
}

/** Of what is being done now; `undefined` where nobody sees it. */
export const traceparentNow = (): string | undefined => (spansAreSeen() ? traceparentIn(context.active()) : undefined);

const contextOf = (traceparent: string): Context => propagation.extract(ROOT_CONTEXT, { traceparent });

/** Where the events of a program go: `kafka`, or a name of our own. */
export type MessagingSystem = 'kafka' | 'postgresql' | 'in-process';

const attributesOf = ({ id, topic }: Traced, operation: 'send' | 'process', system: MessagingSystem | undefined): Attributes => ({
  ...(system !== undefined && { 'messaging.system': system }), 'messaging.destination.name': topic, 'messaging.message.id': id, 'messaging.operation.name': operation, 'messaging.operation.type': operation,
});

interface Sending<E> {
  readonly event: E;
  readonly span?: Span;
}

/** Below what wrote it. What is sent goes on from here. */
function beginSending<E extends Traced>(event: E, system: MessagingSystem | undefined): Sending<E> {
  if (event.traceparent === undefined || !spansAreSeen()) return { event };
  const parent = contextOf(event.traceparent);
  const span = tracer().startSpan(`send ${event.topic}`, { kind: SpanKind.PRODUCER, attributes: attributesOf(event, 'send', system) }, parent);
  const traceparent = traceparentIn(trace.setSpan(parent, span));
  return { event: { ...event, ...(traceparent !== undefined && { traceparent }) }, span };
}

/** Sends events, each in a span of the trace that it belongs to. */
export async function sending<E extends Traced>(events: readonly E[], system: MessagingSystem | undefined, send: (events: readonly E[]) => Promise<void>): Promise<void> {
  const begun = events.map((event) => beginSending(event, system));
  try {
    await send(begun.map(({ event }) => event));
  } catch (error) {
    for (const { span } of begun) if (span) fail(span, 'not-sent');
    throw error;
  } finally {
    for (const { span } of begun) span?.end();
  }
}

/** Acts on an event in a span below the one that sent it. An event of no trace begins none. */
export async function processing<T>(event: Traced, { group, system }: { readonly group: string; readonly system: MessagingSystem | undefined }, act: () => Promise<T>): Promise<T> {
  if (event.traceparent === undefined || !spansAreSeen()) return act();
  const parent = contextOf(event.traceparent);
  const span = tracer().startSpan(`process ${event.topic}`, { kind: SpanKind.CONSUMER, attributes: { ...attributesOf(event, 'process', system), 'messaging.consumer.group.name': group } }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), act);
  } catch (error) {
    fail(span, 'refused');
    throw error;
  } finally {
    span.end();
  }
}
