/** The program over a real database and providers that are reached over HTTP, with a clock that stands until it is moved. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Webhook } from 'standardwebhooks';
import type { Database } from '../../kit/database.ts';
import type { Event } from '../../kit/events.ts';
import { testPostgres } from '../../kit/testing/database.ts';
import { testIdentity, type TestToken } from '../../kit/testing/identity.ts';
import { providers as declared } from '../../providers.ts';
import { routeHealth } from '../src/adapters/health.ts';
import { callProviders } from '../src/adapters/providers.ts';
import { sessionOpener } from '../src/adapters/sessions.ts';
import type { Tender } from '../src/adapters/tender.ts';
import type { ModifiedView, PaymentView } from '../src/api.ts';
import { createPayments, migrations } from '../src/app.ts';
import { carry } from '../src/courier.ts';
import { tidy } from '../src/janitor.ts';
import { createMetrics } from '../src/metrics.ts';
import { usualTimes, type Switch } from '../src/switch.ts';
import { fakeProvider, type FakeProvider } from './fake-provider.ts';

export interface Request {
  readonly body?: object;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Ask = (method: 'GET' | 'POST', url: string, request?: Request) => Promise<LightMyRequestResponse>;

type Name = keyof typeof declared;

export interface House {
  readonly app: FastifyInstance;
  readonly sw: Switch;
  readonly database: Database<unknown>;
  readonly registry: Registry;
  readonly outside: Readonly<Record<Name, FakeProvider>>;
  readonly as: (token: TestToken) => Ask;
  readonly token: (token: TestToken) => Promise<{ readonly authorization: string }>;
  readonly pass: (milliseconds: number) => void;
  readonly told: (payment: string) => Promise<Pick<Event, 'type' | 'payload'>[]>;
  /** The janitor until it finds nothing more. */
  readonly tidy: () => Promise<void>;
  readonly webhookKey: string;
  readonly carry: (keys?: readonly string[]) => Promise<boolean>;
  readonly baskets: Map<string, Tender>;
  /** Where the courier goes. */
  merchant: string;
  readonly stop: () => Promise<void>;
}

export const anna: TestToken = { subject: 'anna', roles: ['customer'] };
export const berta: TestToken = { subject: 'berta', roles: ['customer'] };
export const till: TestToken = { subject: 'till-1', roles: ['till'], store: 'vienna-1' };
export const farTill: TestToken = { subject: 'till-9', roles: ['till'], store: 'graz-1' };
export const operator: TestToken = { subject: 'otto', roles: ['operator'] };
export const strong = (token: TestToken): TestToken => ({ ...token, acr: 'mfa' });

export const card = (token = 'tok_abcdefgh') => ({ method: 'card', token, merchant: 'guichet' });
const services = Object.values(declared);

export async function startHouse(name: string, { start = '2026-11-27T09:00:00Z', ...own }: Partial<Pick<Switch, 'origins' | 'times' | 'policy'>> & { readonly start?: string } = {}): Promise<House> {
  const postgres = await testPostgres();
  const database = await postgres.database<unknown>(name, migrations);
  const fakes = Object.fromEntries(await Promise.all(services.map(async (service) => [service.name, await fakeProvider(service)] as const)));
  const outside = fakes as Record<Name, FakeProvider>;
  let time = Date.parse(start);
  const now = () => new Date(time);
  const identity = await testIdentity(now);
  const registry = new Registry();
  const baskets = new Map<string, Tender>();
  const { privateKey } = generateKeyPairSync('ed25519');
  const webhookKey = `whsec_${randomBytes(32).toString('base64')}`;
  const sw: Switch = {
    db: database.db, log: pino({ level: 'silent' }), now, newId: randomUUID, random: () => 0, verify: identity.verify,
    providers: callProviders({ services, urlOf: (service) => fakes[service]?.url ?? '' }),
    health: routeHealth(now),
    readTender: async (basket) => baskets.get(basket),
    openSession: sessionOpener(() => ({ key: privateKey, kid: 'one', alg: 'EdDSA' }), 'guichet'),
    origins: [], policy: { lowValueBy: 'amount', challengeFrom: 50_000n }, times: { ...usualTimes, patience: 4_000 }, tillRefundLimit: 500,
    merchantWebhooks: 'http://127.0.0.1:9/', metrics: createMetrics(registry),
    ...own,
  };
  const app = createPayments(sw);
  const as = (token: TestToken): Ask => async (method, url, { body, key = randomUUID(), headers = {} } = {}) =>
    app.inject({ method, url, headers: { ...(await identity.authorization(token)), 'idempotency-key': key, ...headers }, ...(body !== undefined && { payload: body }) });
  const house: House = {
    app, sw, database, registry, outside, as, token: identity.authorization, baskets, webhookKey, merchant: sw.merchantWebhooks,
    pass: (milliseconds) => { time += milliseconds; },
    told: async (payment) => (await sql<Pick<Event, 'type' | 'payload'>>`SELECT type, payload FROM outbox WHERE key = ${payment} ORDER BY position`.execute(database.db)).rows,
    tidy: async () => { while (await tidy(sw)); },
    carry: (keys = [webhookKey]) => carry({ ...sw, merchantWebhooks: house.merchant, keys: () => keys.map((key) => new Webhook(key)), timeout: 2_000 }),
    stop: async () => {
      await app.close();
      await Promise.all(Object.values(outside).map(({ stop }) => stop()));
      await postgres.stop();
    },
  };
  return house;
}

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

export async function intent(ask: Ask, amount: number, more: object = {}): Promise<string> {
  const answer = await ask('POST', '/payments', { body: { amount: eur(amount), ...more } });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json<PaymentView>().payment;
}

export const pay = (ask: Ask, payment: string, request: Request = {}): Promise<LightMyRequestResponse> => ask('POST', `/payments/${payment}/attempts`, { body: { instrument: card() }, ...request });

export const read = async (ask: Ask, payment: string): Promise<PaymentView> => (await ask('GET', `/payments/${payment}`)).json<PaymentView>();

/** A payment whose amount is reserved by a card, or taken. */
export async function paid(house: House, amount: number, { capture = 'automatic', who = anna }: { readonly capture?: 'manual' | 'automatic'; readonly who?: TestToken } = {}): Promise<string> {
  const id = await intent(house.as(who), amount, { capture });
  const { state } = (await pay(house.as(who), id)).json<PaymentView>();
  if (state !== (capture === 'manual' ? 'authorised' : 'captured')) throw new Error(`the payment is ${state}`);
  return id;
}

export const attemptOf = (payment: PaymentView): PaymentView['attempts'][number] => {
  const last = payment.attempts.at(-1);
  if (!last) throw new Error('the payment has no attempt');
  return last;
};

export const modified = (answer: LightMyRequestResponse): ModifiedView => answer.json<ModifiedView>();

/** A basket of which so much is due, for the customer and the tills of these stores. */
export const tenderOf = (basket: string, due: number, { owner = 'anna', stores = ['vienna-1'] as string[] } = {}): Tender => ({
  basket, version: 1, state: 'open', total: eur(due), tendered: eur(0), due: eur(due), excess: eur(0), payers: { owner, stores }, payments: [],
});
