/**
 * Traces (OpenTelemetry): a span for each operation that is served and for each call, joined by W3C Trace Context; for each statement
 * (telemetry-statements.ts), and for each event that is sent and acted on (telemetry-events.ts). They hold names, methods, path templates, statements
 * without values, and statuses; never an address as it was asked, a query, a body or a token: those may hold what is no business of a trace.
 */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span, type TextMapGetter, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Type } from 'typebox';

/** Made by constructs/settings.ts for every service. Without it, nothing leaves the program. */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://[^\\s]+[^/\\s]$', description: 'of the OTLP collector, for HTTP: /v1/traces is added (OpenTelemetry, "OTLP Exporter Configuration")' })),
} as const;

export interface TelemetryProps {
  readonly service: string;
  readonly environment: string;
  /** @default - spans are made, so that logs name them and callees go on with them, and exported nowhere */
  readonly endpoint?: string | undefined;
  /** Sees spans besides the exporter. */
  readonly processors?: readonly SpanProcessor[];
}

export interface Telemetry {
  /** Exports what is left, for a few seconds at most. */
  readonly stop: () => Promise<void>;
}

const exporting = (endpoint: string): SpanProcessor => new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 3_000 }));

let seen = false;

/** Whether anybody sees spans: without, those that are for looking at alone are not made. */
export const spansAreSeen = (): boolean => seen;

/** Once per process. Whether a trace is sampled is the caller's word, and so the mesh's; `OTEL_TRACES_SAMPLER` says it where there is no caller. */
export function startTelemetry({ service, environment, endpoint, processors = [] }: TelemetryProps): Telemetry {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'guichet', 'service.instance.id': randomUUID(), 'deployment.environment.name': environment }),
    spanProcessors: [...(endpoint === undefined ? [] : [exporting(endpoint)]), ...processors],
  });
  seen = endpoint !== undefined || processors.length > 0;
  // No baggage: what strangers write there would travel to every callee.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    // A collector that is away is no reason for a program not to end well.
    stop: () => provider.shutdown().catch(() => {}).finally(() => { seen = false; trace.disable(); context.disable(); propagation.disable(); }),
  };
}

export const tracer = (): Tracer => trace.getTracer('guichet');

const headersOf: TextMapGetter<IncomingHttpHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headers[name],
};

/** A request that is being served: its span, and the context in which its work is done. */
export interface Served {
  readonly span: Span;
  readonly context: Context;
}

/** Begins the span of a request, below the caller's. It has the method's name until the operation is known. */
export function beginServing(method: string, headers: IncomingHttpHeaders): Served {
  const parent = propagation.extract(context.active(), headers, headersOf);
  const span = tracer().startSpan(method, { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } }, parent);
  return { span, context: trace.setSpan(parent, span) };
}

export function nameServing({ span }: Served, operation: string, route: string): void {
  span.updateName(operation);
  span.setAttribute('http.route', route);
}

/** By the semantic conventions for HTTP: of what is served, only our own failure is an error. */
export function endServing({ span }: Served, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) fail(span, String(status));
  span.end();
}

export const within = <T>(served: Served | undefined, work: () => T): T => (served ? context.with(served.context, work) : work());

/** The ids by which a log line is found from its trace, and the reverse; empty where nothing is traced. */
export function traceIds(span: Span | undefined): { readonly trace_id?: string; readonly span_id?: string } {
  const ids = span?.spanContext();
  return ids && trace.isSpanContextValid(ids) ? { trace_id: ids.traceId, span_id: ids.spanId } : {};
}

const bound = Symbol('carries trace ids');

/** Marks a logger whose lines carry the ids of its request already. */
export const withTraceIds = <Logger extends object>(logger: Logger): Logger => Object.assign(logger, { [bound]: true });

/** For every other line that is written while a request is served: pino's `mixin`. */
export const traceIdsOfLine = (_: object, __: number, logger: object): object => (bound in logger ? {} : activeTraceIds());

const activeTraceIds = (): ReturnType<typeof traceIds> => traceIds(trace.getActiveSpan());

export function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

export interface Calling {
  /** `<callee>.<operation>` */
  readonly name: string;
  readonly method: string;
  /** Of the path; never the path itself. */
  readonly template: string;
  readonly url: URL;
  /** How often it was tried before. */
  readonly resent: number;
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));

/** Sends one request in a span of its own. `send` is given the headers that carry the trace on, and returns the answer's status with the rest. */
export async function calling<T extends { readonly status: number }>({ name, method, template, url, resent }: Calling, send: (headers: Readonly<Record<string, string>>) => Promise<T>, kindOf: (error: unknown) => string): Promise<T> {
  const attributes: Attributes = { 'http.request.method': method, 'url.template': template, 'server.address': url.hostname, 'server.port': portOf(url), ...(resent > 0 && { 'http.request.resend_count': resent }) };
  return tracer().startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      const carried: Record<string, string> = {};
      propagation.inject(context.active(), carried);
      const answer = await send(carried);
      span.setAttribute('http.response.status_code', answer.status);
      if (answer.status >= 400) fail(span, String(answer.status));
      return answer;
    } catch (error) {
      fail(span, kindOf(error));
      throw error;
    } finally {
      span.end();
    }
  });
}
