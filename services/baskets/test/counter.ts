/** The program over a real database, with a clock that stands until it is moved. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { randomInt, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Database } from '../../kit/database.ts';
import { consumeOnce, type Event } from '../../kit/events.ts';
import { testPostgres } from '../../kit/testing/database.ts';
import { testIdentity, type TestToken } from '../../kit/testing/identity.ts';
import { createBaskets, listenersOf, migrations, type Shop } from '../src/app.ts';
import { tidy } from '../src/janitor.ts';
import { journeyCounter } from '../src/journeys.ts';
import { importProducts } from '../src/products.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Request {
  readonly body?: object | string;
  /** The version for `If-Match`. */
  readonly on?: number;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Ask = (method: Method, url: string, request?: Request) => Promise<LightMyRequestResponse>;

export interface TestCounter {
  readonly app: FastifyInstance;
  readonly database: Database<unknown>;
  readonly registry: Registry;
  readonly shop: Shop;
  readonly as: (token: TestToken) => Ask;
  readonly token: (token: TestToken) => Promise<string>;
  readonly pass: (milliseconds: number) => void;
  readonly hear: (topic: string, type: string, payload: object, id?: string) => Promise<boolean>;
  readonly told: () => Promise<{ readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[]>;
  readonly tidy: () => Promise<boolean>;
  /** A basket with these items, of which the version is told. */
  readonly filled: (ask: Ask, items: Readonly<Record<string, number>>) => Promise<{ readonly id: string; readonly version: number }>;
  readonly stop: () => Promise<void>;
}

export const customer: TestToken = { subject: 'anna', roles: ['customer'] };
export const other: TestToken = { subject: 'berta', roles: ['customer'] };
export const guest: TestToken = { subject: 'guest-1', roles: ['guest'] };
export const till: TestToken = { subject: 'till-1', roles: ['till'], store: 'vienna-1' };
export const farTill: TestToken = { subject: 'till-9', roles: ['till'], store: 'graz-1' };

const products = [
  { product: 'mug', name: 'Mug', prices: { EUR: 1290, CHF: 1400 }, stock: { 'vienna-1': 5, 'graz-1': 50 } },
  { product: 'tea', name: 'Tea', prices: { EUR: 450 }, stock: { 'vienna-1': 50, 'graz-1': 50 } },
  { product: 'pot', name: 'Pot', prices: { CHF: 3900 } },
];

export async function startCounter(name: string): Promise<TestCounter> {
  const postgres = await testPostgres();
  const database = await postgres.database<unknown>(name, migrations);
  await importProducts(database.db, products.map((one) => JSON.stringify(one)).join('\n'));
  let time = Date.parse('2026-11-27T09:00:00Z');
  const now = () => new Date(time);
  const identity = await testIdentity(now);
  const registry = new Registry();
  const shop: Shop = { db: database.db, now, below: (limit) => randomInt(limit), newId: randomUUID, verify: identity.verify, codeAddress: 'https://shop.example/codes/', journeyEnded: journeyCounter(registry) };
  const app = createBaskets(shop);
  const listeners = listenersOf(shop, pino({ level: 'silent' }));

  const as = (token: TestToken): Ask => async (method, url, { body, on, key = randomUUID(), headers = {} } = {}) =>
    app.inject({
      method,
      url,
      headers: { ...(await identity.authorization(token)), 'idempotency-key': key, ...(on !== undefined && { 'if-match': `"${on}"` }), ...(typeof body === 'string' && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { payload: body }),
    });

  const filled: TestCounter['filled'] = async (ask, items) => {
    const { basket: id } = (await ask('POST', '/baskets', { body: { currency: 'EUR' } })).json<{ basket: string }>();
    let version = 1;
    for (const [product, quantity] of Object.entries(items)) {
      const answer = await ask('PUT', `/baskets/${id}/items/${product}`, { body: { quantity }, on: version });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      version = answer.json<{ version: number }>().version;
    }
    return { id, version };
  };

  return {
    app, database, registry, shop, as, filled,
    token: identity.token,
    pass: (milliseconds) => { time += milliseconds; },
    hear: (topic, type, payload, id = randomUUID()) => {
      const event: Event = { id, topic, key: 'k', type, payload, occurredAt: now().toISOString() };
      const listen = listeners[topic];
      if (!listen) throw new Error(`nobody listens to ${topic}`);
      return consumeOnce(database.db, 'baskets', event, listen);
    },
    told: async () => (await sql<{ type: string; payload: Record<string, unknown> }>`SELECT type, payload FROM outbox ORDER BY position`.execute(database.db)).rows,
    tidy: () => tidy(shop),
    stop: async () => {
      await app.close();
      await postgres.stop();
    },
  };
}

/** What `payments.events` says of a payment. */
export const moved = (payment: string, basket: string | undefined, amount: number, more: object = {}) => ({ payment, provider: 'cards', reference: `ref-${payment}`, amount, currency: 'EUR', ...(basket !== undefined && { basket }), ...more });

export const authorised = (payment: string, basket: string, amount: number) => moved(payment, basket, amount, { authorisation: randomUUID(), expiresAt: '2026-12-04T09:00:00Z' });
export const captured = (payment: string, basket: string | undefined, amount: number, more: object = {}) => moved(payment, basket, amount, { capture: randomUUID(), ...more });
export const voided = (payment: string, amount: number) => moved(payment, undefined, amount, { authorisation: randomUUID() });
export const refunded = (payment: string, amount: number) => moved(payment, undefined, amount, { refund: randomUUID() });
