/** One trace leads from the request through payments to the ledger, a program of its own. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openBroker } from '../../kit/broker.ts';
import { relay } from '../../kit/events.ts';
import { startTelemetry, type Telemetry } from '../../kit/telemetry.ts';
import { testPostgres, type TestPostgres } from '../../kit/testing/database.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { startProgram, until, type RunningProgram } from '../../kit/testing/process.ts';
import { anna, card, intent, startHouse, type House } from './house.ts';

/** As OTLP writes it in JSON. */
interface Exported {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface Batch {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Exported[] }[] }[];
}

const spans = new InMemorySpanExporter();
const exported: string[] = [];
const ledgerSpans = (): Exported[] => exported.flatMap((batch) => (JSON.parse(batch) as Batch).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));

let telemetry: Telemetry;
let postgres: TestPostgres;
let house: House;
let ledger: RunningProgram;
let collector: Server;
let broker: Awaited<ReturnType<typeof openBroker>>;

beforeAll(async () => {
  telemetry = startTelemetry({ service: 'payments', environment: 'test', processors: [new SimpleSpanProcessor(spans)] });
  collector = createServer((request, response) => void text(request).then((batch) => { exported.push(batch); response.end('{}'); })).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  postgres = await testPostgres();
  const [events, books] = [await postgres.database('events', []), await postgres.database('ledger', [])];
  const transport = { KAFKA_BROKERS: `postgresql://${events.props.host}:${events.props.port}/${events.props.database}`, KAFKA_CREDENTIALS_DIRECTORY: events.props.credentialsDirectory };
  broker = await openBroker({ ...transport, SERVICE_NAME: 'payments', LOG_LEVEL: 'silent' });
  house = await startHouse('traces');
  ledger = await startProgram({ service: 'ledger', database: books.props, identity: await testIdentity(), env: { ...transport, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, OTEL_BSP_SCHEDULE_DELAY: '50' } });
}, 120_000);

afterAll(async () => {
  await ledger.stop();
  await broker.close();
  await house.stop();
  await postgres.stop();
  await telemetry.stop();
  collector.closeAllConnections();
  collector.close();
}, 60_000);

it('a payment’s trace holds its statements, its event, and what the ledger made of it', async () => {
  const payment = await intent(house.as(anna), 5_000);
  spans.reset();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const paid = await house.as(anna)('POST', `/payments/${payment}/attempts`, { body: { instrument: card('tok_secretive') }, headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(paid.statusCode).toBe(200);
  expect(await relay(house.database.db, broker)).toBeGreaterThan(0);
  await until('the ledger has told of it', async () => ledgerSpans().some(({ name, traceId: of }) => name === 'process payments.events' && of === traceId), 60_000);

  const ours = spans.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  const theirs = ledgerSpans().filter((span) => span.traceId === traceId);
  const [served, sent, acted] = [ours.find(({ parentSpanContext }) => parentSpanContext?.spanId === 'b7ad6b7169203331'), ours.find(({ name }) => name === 'send payments.events'), theirs.find(({ name }) => name === 'process payments.events')];
  const below = (span: typeof served) => ours.filter(({ parentSpanContext }) => parentSpanContext?.spanId === span?.spanContext().spanId).map(({ name }) => name);
  expect(below(served)).toEqual(expect.arrayContaining(['BEGIN', 'INSERT attempt', 'INSERT idempotency', 'INSERT outbox', 'COMMIT', 'cards.authorise', 'send payments.events']));
  expect(acted?.parentSpanId).toBe(sent?.spanContext().spanId);
  expect(theirs.filter(({ parentSpanId }) => parentSpanId === acted?.spanId).map(({ name }) => name)).toEqual(expect.arrayContaining(['BEGIN', 'INSERT inbox', 'INSERT journal', 'COMMIT']));

  const written = JSON.stringify(ours.map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))) + exported.join('');
  for (const value of ['tok_secretive', payment, 'anna']) expect(written).not.toContain(value);
}, 90_000);
