/** Customers over a real database, with keys and a clock that a test may change. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../../kit/database.ts';
import { readKeyRing, type KeyRing } from '../../kit/envelope.ts';
import { testPostgres } from '../../kit/testing/database.ts';
import { testIdentity, type TestIdentity, type TestToken } from '../../kit/testing/identity.ts';
import type { CustomersTables } from '../src/adapters/person.ts';
import { createCustomers, migrations, type App } from '../src/app.ts';

const jwk = (kid: string) => ({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });
export const [first, second] = [jwk('2026-01'), jwk('2026-07')];
export const ringOf = (current: object, ...previous: readonly object[]): KeyRing => readKeyRing(JSON.stringify(current), JSON.stringify({ keys: previous }));

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown> | undefined;
}

export interface House {
  readonly app: FastifyInstance;
  readonly props: App;
  readonly database: Database<CustomersTables>;
  readonly identity: TestIdentity;
  ring: KeyRing;
  clock: Date;
  readonly ask: (as: TestToken, method: Method, url: string, payload?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
  readonly create: (subject: string, fields?: object, key?: string) => Promise<Answered>;
  /** A customer of their own, by subject. */
  readonly someone: () => Promise<string>;
  readonly rows: (text: string) => Promise<readonly Record<string, unknown>[]>;
  /** Keys and clock as they were in the beginning. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

export const customer = (subject: string, acr?: string): TestToken => ({ subject, roles: ['customer'], ...(acr !== undefined && { acr }) });
export const operator: TestToken = { subject: 'operator-1', roles: ['operator'] };
export const ada = { name: 'Ada Lovelace', email: 'ada@analytical.example', phone: '+33123456789', language: 'fr-FR', address: { lines: ['12 rue de l’Étoile'], city: 'Lyon', country: 'FR' } };

export async function startHouse(): Promise<House> {
  const identity = await testIdentity();
  const postgres = await testPostgres();
  const database = await postgres.database<CustomersTables>('customers', migrations);
  const begin = () => ({ ring: ringOf(first), clock: new Date('2026-11-23T08:00:00Z') });
  const props: App = { db: database.db, ring: () => house.ring, now: () => house.clock, random: randomBytes, uuid: randomUUID };
  const app = createCustomers(props, identity.verify);
  const ask: House['ask'] = async (as, method, url, payload, headers = {}) => {
    const answer = await app.inject({ method, url, headers: { ...(await identity.authorization(as)), ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(payload !== undefined && { payload: JSON.stringify(payload) }) });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json<Record<string, unknown>>() };
  };
  const create: House['create'] = (subject, fields = ada, key = randomUUID()) => ask(customer(subject), 'POST', '/customers', fields, { 'idempotency-key': key });
  const house: House = {
    app, props, database, identity, ask, create, ...begin(),
    someone: async () => {
      const subject = `c-${randomUUID()}`;
      const { status } = await create(subject);
      if (status !== 201) throw new Error(`no profile was made: ${status}`);
      return subject;
    },
    rows: async (text) => (await sql.raw<Record<string, unknown>>(text).execute(database.db)).rows,
    reset: () => void Object.assign(house, begin()),
    stop: async () => {
      await app.close();
      await postgres.stop();
    },
  };
  return house;
}
