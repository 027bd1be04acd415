import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Type } from 'typebox';
import { get, noObjective, post, replicas, seconds, service } from '../../constructs/declaration/index.ts';
import { api, Identifier } from './api.ts';
import { createClient } from './client.ts';
import { createLogger } from './program.ts';
import { createServer } from './server.ts';
import { startTelemetry, traceIdsOfLine, type Telemetry } from './telemetry.ts';

const desk = service({
  name: 'desk',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8196,
  serves: { sign: post('/desks/{desk}/papers', { timeout: seconds(2), idempotent: false }), read: get('/papers/{paper}', { timeout: seconds(2), retries: 2 }) },
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

const deskApi = api(desk, {
  sign: { body: Type.Object({ text: Type.String() }), response: Type.Object({ paper: Identifier }), status: 201 },
  read: { query: Type.Object({ page: Type.Optional(Type.String()) }), response: Type.Object({ paper: Identifier }) },
});

const spans = new InMemorySpanExporter();
let telemetry: Telemetry;
let server: FastifyInstance;
let url: string;
const lines: Readonly<Record<string, unknown>>[] = [];
const log = pino({ level: 'info', mixin: traceIdsOfLine }, { write: (line: string) => void lines.push(JSON.parse(line)) });

beforeAll(async () => {
  telemetry = startTelemetry({ service: 'desk', environment: 'test', processors: [new SimpleSpanProcessor(spans)] });
  server = createServer({
    api: deskApi,
    logger: log,
    handlers: {
      sign: async ({ log: own }) => {
        own.info('by the request');
        log.info('by the program');
        const { body } = await createClient(deskApi, { baseUrl: url }).read({ params: { paper: 'p-7' }, query: { page: 'secret-page' } });
        return { body };
      },
      read: async ({ params }) => {
        if (params.paper === 'broken') throw new Error('broken');
        return { body: { paper: params.paper } };
      },
    },
  });
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => { spans.reset(); lines.length = 0; });

afterAll(async () => {
  await server.close();
  await telemetry.stop();
});

const sign = (headers: Readonly<Record<string, string>> = {}) => createClient(deskApi, { baseUrl: url }).sign({ params: { desk: 'd-1' }, body: { text: 'secret-text' }, headers: { authorization: 'Bearer secret-token', ...headers } });
const told = ({ name, kind, parentSpanContext, attributes }: ReadableSpan) => ({ name, kind, parent: parentSpanContext?.spanId, attributes });
/** Server spans end just after their answers. */
const finished = async (count: number): Promise<readonly ReadableSpan[]> => {
  while (spans.getFinishedSpans().length < count) await new Promise((again) => setImmediate(again));
  return spans.getFinishedSpans();
};

/** A port that nobody listens to. */
async function closedPort(): Promise<number> {
  const other = createHttpServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await new Promise((closed) => other.close(closed));
  return port;
}

describe('spans', () => {
  it('follow one request through program and callee, by names and templates alone', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await sign({ traceparent: `00-${traceId}-b7ad6b7169203331-01`, baggage: 'card=42424242' });
    const all = await finished(4);
    const of = (name: string) => all.find((span) => span.name === name);
    // The client's own span replaces what the test wrote as its header.
    expect(new Set(all.map((span) => span.spanContext().traceId)).size).toBe(1);
    const [outer, served, inner, leaf] = [of('desk.sign'), of('sign'), of('desk.read'), of('read')];
    if (!outer || !served || !inner || !leaf) throw new Error(`there are the spans ${all.map(({ name }) => name).join(', ')}`);
    expect([served, inner, leaf].map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([outer, served, inner].map((span) => span.spanContext().spanId));
    expect(told(served)).toMatchObject({ kind: 1, attributes: { 'http.request.method': 'POST', 'http.route': '/desks/:desk/papers', 'http.response.status_code': 201 } });
    expect(told(inner)).toMatchObject({ kind: 2, attributes: { 'http.request.method': 'GET', 'url.template': '/papers/{paper}', 'server.address': '127.0.0.1', 'http.response.status_code': 200 } });
    expect(JSON.stringify(all.map(told))).not.toMatch(/secret|p-7|d-1|42424242/);
    expect(served.resource.attributes).toMatchObject({ 'service.name': 'desk', 'deployment.environment.name': 'test' });
  });

  it('go on with the trace of a caller that is no client of ours', async () => {
    await fetch(`${url}/papers/p?page=secret`, { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    const [span] = await finished(1);
    expect([span?.spanContext().traceId, span?.parentSpanContext?.spanId]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']);
  });

  it('of failures say so, on both sides, and of unknown paths hold no path', async () => {
    await expect(createClient(deskApi, { baseUrl: url }).read({ params: { paper: 'broken' }, query: {} })).rejects.toMatchObject({ status: 500 });
    await fetch(`${url}/secret-path`);
    const all = await finished(3);
    expect(all.map(({ name, status: { code }, attributes }) => [name, code, attributes['error.type']])).toEqual(expect.arrayContaining([['read', 2, '500'], ['desk.read', 2, '500'], ['GET', 0, undefined]]));
    expect(JSON.stringify(all.map(told))).not.toContain('secret');
  });

  it('count what was sent again', async () => {
    await expect(createClient(deskApi, { baseUrl: `http://127.0.0.1:${await closedPort()}` }).read({ params: { paper: 'p' }, query: {} })).rejects.toMatchObject({ failure: 'not-sent' });
    expect((await finished(3)).map(({ attributes }) => [attributes['http.request.resend_count'], attributes['error.type']])).toEqual([[undefined, 'not-sent'], [1, 'not-sent'], [2, 'not-sent']]);
  });
});

it('every log line of a request names its trace and span, once', async () => {
  await sign();
  const served = (await finished(4)).find(({ name }) => name === 'sign')?.spanContext();
  for (const msg of ['by the request', 'by the program', 'request completed']) {
    expect(lines.filter((line) => line['msg'] === msg && line['trace_id'] === served?.traceId && line['span_id'] === served?.spanId)).toHaveLength(1);
  }
  const [ended] = lines.filter((line) => line['msg'] === 'request completed' && line['span_id'] === served?.spanId);
  expect(ended).toMatchObject({ req: { method: 'POST' }, res: { statusCode: 201 }, responseTime: expect.any(Number) });
  expect(createLogger({ name: 'x', level: 'info' })).toBeDefined();
});

it('exports by OTLP over HTTP to /v1/traces, and ends although the collector does not', async () => {
  await telemetry.stop();
  const asked: { readonly path: string | undefined; readonly body: string }[] = [];
  const collector = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { asked.push({ path: request.url, body: Buffer.concat(chunks).toString() }); response.end('{}'); });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  telemetry = startTelemetry({ service: 'desk', environment: 'test', endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` });
  await fetch(`${url}/papers/p`);
  await telemetry.stop();
  expect(asked.map(({ path }) => path)).toEqual(['/v1/traces']);
  expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'read' }] }] }] });
  collector.closeAllConnections();
  collector.close();
  telemetry = startTelemetry({ service: 'desk', environment: 'test', endpoint: 'http://127.0.0.1:9' });
  await fetch(`${url}/papers/p`);
  await telemetry.stop();
});
