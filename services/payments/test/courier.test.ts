/** Notices to the merchant, judged by the verifier of the Standard Webhooks library. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { readWebhookKeys } from '../src/courier.ts';
import { deliverySchedule, nextDelivery, retryAfterOf } from '../src/domain/schedule.ts';
import { anna, operator, paid, startHouse, type House } from './house.ts';

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let house: House;
let merchant: Server;
let got: Got[];
let answers: (readonly [number, Readonly<Record<string, string>>?])[];

// The library judges by the clock of this machine.
beforeAll(async () => { house = await startHouse('courier', { start: new Date().toISOString() }); }, 60_000);
afterAll(() => house.stop(), 60_000);

beforeEach(async () => {
  [got, answers] = [[], []];
  merchant = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      const [status, headers = {}] = answers.shift() ?? [204];
      response.writeHead(status, headers).end();
    });
  }).listen(0, '127.0.0.1');
  await once(merchant, 'listening');
  house.merchant = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/hooks`;
  await house.database.pool.query("DELETE FROM delivery; DELETE FROM disabled_endpoint;");
});

afterEach(async () => {
  merchant.closeAllConnections();
  await new Promise((closed) => merchant.close(closed));
});

const deliveries = async () => (await house.database.pool.query<{ id: string; state: string; tries: number; last_answer: string }>('SELECT id, state, tries, last_answer FROM delivery ORDER BY created_at')).rows;
const headersOf = ({ headers }: Got) => Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));

it('are signed so that the library’s own verifier takes them, by each key while keys change', async () => {
  const id = await paid(house, 1_999);
  const older = `whsec_${randomBytes(24).toString('base64')}`;
  await house.carry([house.webhookKey, older]);
  const [first] = got;
  if (!first) throw new Error('nothing came');
  for (const key of [house.webhookKey, older]) expect(new Webhook(key).verify(first.body, headersOf(first))).toMatchObject({ type: 'payment.captured', timestamp: expect.any(String), data: { payment: id, amount: 1999, currency: 'EUR' } });
  expect(() => new Webhook(`whsec_${randomBytes(24).toString('base64')}`).verify(first.body, headersOf(first))).toThrow('No matching signature found');
  expect(() => new Webhook(house.webhookKey).verify(first.body.replace('1999', '1'), headersOf(first))).toThrow('No matching signature found');
  expect([first.body.length < 20_000, first.body.includes('tok_'), await deliveries()]).toEqual([true, false, [expect.objectContaining({ state: 'delivered', tries: 1, last_answer: '204' })]]);
});

it('are tried again by the schedule with the same id and a time of the try, and given up in the end', async () => {
  await paid(house, 100);
  for (const [i] of deliverySchedule.entries()) {
    answers = [[500]];
    await house.carry();
    expect(got).toHaveLength(i + 1);
    await house.carry();
    expect(got).toHaveLength(i + 1);
    house.pass(deliverySchedule[i + 1] ?? 0);
  }
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(got.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(deliverySchedule.length);
  expect(await deliveries()).toEqual([expect.objectContaining({ state: 'dead', tries: 10 })]);
});

it('are delivered again when an operator asks, once for each key', async () => {
  await paid(house, 100);
  await house.carry();
  const [one] = await deliveries();
  const again = (key: string) => house.as(operator)('POST', `/deliveries/${one?.id ?? ''}/redeliveries`, { key });
  expect([(await again('a')).statusCode, (await again('a')).headers['idempotency-replayed'], (await house.as(operator)('POST', '/deliveries/nothing/redeliveries')).statusCode]).toEqual([202, 'true', 404]);
  await house.carry();
  expect(got.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${one?.id ?? ''}`, `msg_${one?.id ?? ''}`]);
});

it('wait where the merchant asks for it, and stop where the endpoint is gone', async () => {
  await paid(house, 100);
  answers = [[429, { 'retry-after': '600' }], [410]];
  await house.carry();
  house.pass(300_000);
  await house.carry();
  expect(got).toHaveLength(1);
  house.pass(300_000);
  await house.carry();
  expect(got).toHaveLength(2);
  await paid(house, 200);
  house.pass(86_400_000);
  await house.carry();
  expect([got.length, (await deliveries()).map(({ state }) => state)]).toEqual([2, ['pending', 'pending']]);
});

it('are each sent by one of many couriers', async () => {
  await Promise.all(Array.from({ length: 6 }, () => paid(house, 100, { who: anna })));
  await Promise.all(Array.from({ length: 5 }, () => house.carry()));
  expect([got.length, new Set(got.map(({ headers }) => headers['webhook-id'])).size]).toEqual([6, 6]);
});

describe('their schedule', () => {
  it('spreads tries, waits as it is asked, and ends', () => {
    expect([nextDelivery(0, { random: 0.5 }), nextDelivery(1, { random: 0 }), nextDelivery(1, { random: 0.999 }), nextDelivery(1, { random: 0, retryAfter: 90_000 }), nextDelivery(10, { random: 0 })]).toEqual([0, 5_000, 5_500, 90_000, undefined]);
    const now = new Date('2026-11-27T09:00:00Z');
    expect(['120', 'Fri, 27 Nov 2026 09:01:00 GMT', '-5', 'soon', '99999999', null].map((header) => retryAfterOf(header, now))).toEqual([120_000, 60_000, 0, 0, 86_400_000, 0]);
  });
});

it('refuses keys that are none, without repeating them', () => {
  for (const text of ['', '{}', '{"keys":[]}', '{"keys":["whsec_short"]}', '{"keys":["sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]}']) expect(() => readWebhookKeys({ 'keys.json': text })).toThrow(/^keys\.json of webhook-signing-keys is (not JSON|no )/);
});
