import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { Compile } from 'typebox/compile';
import { openDatabase, sqlState, type Database } from '../../kit/database.ts';
import { open, readKeyRing, unwrap, type KeyRing } from '../../kit/envelope.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { migrate } from '../../kit/migrations.ts';
import { conformanceFaults } from '../../kit/conformance.ts';
import { createAdmin } from '../../kit/program.ts';
import { erasureContract } from '../events.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { testIdentity, type TestIdentity, type TestToken } from '../../kit/testing/identity.ts';
import { missingKeys, rewrap, type CustomersTables } from '../src/adapters/person.ts';
import { prune } from '../src/adapters/traces.ts';
import { customersApi, Export } from '../src/api.ts';
import { createCustomers } from '../src/app.ts';
import { customersHandlers } from '../src/handlers.ts';

const jwk = (kid: string) => ({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });
const [first, second] = [jwk('2026-01'), jwk('2026-07')];
const ringOf = (current: object, ...previous: readonly object[]): KeyRing => readKeyRing(JSON.stringify(current), JSON.stringify({ keys: previous }));

let postgres: LocalPostgres;
let database: Database<CustomersTables>;
let identity: TestIdentity;
let app: FastifyInstance;
let ring: KeyRing;
let clock = new Date('2026-11-23T08:00:00Z');

beforeAll(async () => {
  identity = await testIdentity();
  postgres = await startPostgres();
  database = await openDatabase<CustomersTables>({ ...(await postgres.createDatabase('customers')), connections: 20 });
  await migrate(database.pool, [join(import.meta.dirname, '..', '..', 'kit', 'migrations'), join(import.meta.dirname, '..', 'migrations')]);
  app = createCustomers({ db: database.db, ring: () => ring, now: () => clock, random: randomBytes, uuid: randomUUID }, identity.verify);
}, 60_000);

afterAll(async () => {
  await app.close();
  await database.close();
  await postgres.stop();
}, 60_000);

beforeEach(() => {
  ring = ringOf(first);
  clock = new Date('2026-11-23T08:00:00Z');
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = async (as: TestToken, method: Method, url: string, payload?: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await app.inject({ method, url, headers: { ...(await identity.authorization(as)), ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(payload !== undefined && { payload: JSON.stringify(payload) }) });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json<Record<string, unknown>>() };
};

const customer = (subject: string, acr?: string): TestToken => ({ subject, roles: ['customer'], ...(acr !== undefined && { acr }) });
const operator: TestToken = { subject: 'operator-1', roles: ['operator'] };
const ada = { name: 'Ada Lovelace', email: 'ada@analytical.example', phone: '+33123456789', language: 'fr-FR', address: { lines: ['12 rue de l’Étoile'], city: 'Lyon', country: 'FR' } };

const create = (subject: string, fields: object = ada, key: string = randomUUID()) => ask(customer(subject), 'POST', '/customers', fields, { 'idempotency-key': key });
const someone = async (): Promise<string> => {
  const subject = `c-${randomUUID()}`;
  expect((await create(subject)).status).toBe(201);
  return subject;
};
const rows = async (text: string): Promise<readonly Record<string, unknown>[]> => (await sql.raw<Record<string, unknown>>(text).execute(database.db)).rows;

describe('a profile', () => {
  it('is made once per key and once per person, and holds what was told', async () => {
    const subject = `c-${randomUUID()}`;
    const made = await create(subject, ada, 'one');
    expect(made).toMatchObject({ status: 201, body: { customer: subject, version: 1 }, headers: { location: `/customers/${subject}` } });
    expect(await create(subject, ada, 'one')).toMatchObject({ status: 201, body: made.body, headers: { 'idempotency-replayed': 'true' } });
    expect((await create(subject, { name: 'Other' }, 'one')).status).toBe(422);
    expect((await create(subject, ada, 'two')).status).toBe(409);
    expect((await ask(customer(subject), 'POST', '/customers', ada)).status).toBe(400);
    expect(await ask(customer(subject), 'GET', `/customers/${subject}`)).toMatchObject({ status: 200, body: { customer: subject, fields: ada }, headers: { etag: '"1"', 'cache-control': 'no-store' } });
  });

  it('is one, however many channels make it at once', async () => {
    const subject = `c-${randomUUID()}`;
    const made = await Promise.all(Array.from({ length: 8 }, () => create(subject)));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect(await rows(`SELECT FROM profile WHERE id NOT IN (SELECT profile FROM person)`)).toEqual([]);
  });

  it('does not lose what another channel changed', async () => {
    const subject = await someone();
    const change = (fields: object, tag?: string) => ask(customer(subject), 'PUT', `/customers/${subject}`, fields, tag === undefined ? {} : { 'if-match': tag });
    expect(await change({ name: 'A' }, '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { fields: { name: 'A' }, version: 2 } });
    expect((await change({ name: 'B' }, '"1"')).status).toBe(412);
    // The same change again: its answer was lost.
    expect(await change({ name: 'A' }, '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(await change({ name: 'C' })).toMatchObject({ status: 200, body: { version: 3, fields: { name: 'C' } } });
  });

  it('lies in the database in no form that can be read', async () => {
    const subject = await someone();
    await ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    const everything = JSON.stringify(await rows(`SELECT (SELECT json_agg(field) FROM field) AS a, (SELECT json_agg(idempotency) FROM idempotency) AS b, (SELECT json_agg(consent) FROM consent) AS c, (SELECT json_agg(profile) FROM profile) AS d`));
    for (const value of ['Ada', 'analytical', '33123456789', 'Étoile', Buffer.from('Lovelace').toString('hex')]) expect(everything).not.toContain(value);
  });

  it('does not open what was moved from another person or another field', async () => {
    const [one, other] = [await someone(), await someone()];
    await sql`UPDATE field SET sealed = (SELECT sealed FROM field JOIN person USING (profile) WHERE subject = ${other} AND name = 'name') WHERE name = 'name' AND profile = (SELECT profile FROM person WHERE subject = ${one})`.execute(database.db);
    expect((await ask(customer(one), 'GET', `/customers/${one}`)).status).toBe(500);
    await sql`UPDATE field SET sealed = (SELECT sealed FROM field JOIN person USING (profile) WHERE subject = ${other} AND name = 'email') WHERE name = 'name' AND profile = (SELECT profile FROM person WHERE subject = ${other})`.execute(database.db);
    expect((await ask(customer(other), 'GET', `/customers/${other}`)).status).toBe(500);
  });
});

describe('another’s profile', () => {
  it.each([
    ['GET', '', undefined],
    ['PUT', '', { name: 'Mallory' }],
    ['GET', '/consents', undefined],
    ['PUT', '/consents/newsletter', { text: '2026-01', channel: 'web' }],
    ['DELETE', '/consents/newsletter', undefined],
    ['GET', '/export', undefined],
    ['DELETE', '', undefined],
  ] as const)('is not there for %s %s, no more than one that does not exist', async (method, path, payload) => {
    const subject = await someone();
    const mallory = customer('mallory', 'mfa');
    const [theirs, nobodys] = [await ask(mallory, method, `/customers/${subject}${path}`, payload), await ask(mallory, method, `/customers/nobody${path}`, payload)];
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect({ ...theirs.body, instance: '', detail: '' }).toEqual({ ...nobodys.body, instance: '', detail: '' });
    expect((await ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ version: 1 });
  });

  it('is read by an operator who says why, which the customer is told', async () => {
    const subject = await someone();
    expect((await ask(operator, 'GET', `/customers/${subject}`)).status).toBe(400);
    expect((await ask(operator, 'GET', `/customers/${subject}?reason=curious`)).status).toBe(400);
    expect(await ask(operator, 'GET', `/customers/${subject}?reason=dispute&case=D-17`)).toMatchObject({ status: 200, body: { fields: ada } });
    expect((await ask(operator, 'GET', `/customers/${subject}/consents?reason=fraud`)).status).toBe(200);
    expect((await ask(operator, 'GET', `/customers/nobody?reason=dispute`)).status).toBe(404);
    const told = await ask(customer(subject, 'mfa'), 'GET', `/customers/${subject}/export`);
    expect(told.body?.['accesses']).toEqual([{ at: clock.toISOString(), what: 'profile', reason: 'dispute', case: 'D-17' }, { at: clock.toISOString(), what: 'consents', reason: 'fraud', case: null }]);
    expect(JSON.stringify(told.body)).not.toContain('operator-1');
    expect(await rows(`SELECT reader FROM access JOIN person USING (profile) WHERE subject = '${subject}'`)).toEqual([{ reader: 'operator-1' }, { reader: 'operator-1' }]);
  });

  it.each([['PUT', '', { name: 'x' }], ['DELETE', '', undefined], ['GET', '/export', undefined]] as const)('is not for an operator to %s%s', async (method, path, payload) => {
    const subject = await someone();
    expect((await ask({ ...operator, acr: 'mfa' }, method, `/customers/${subject}${path}`, payload)).status).toBe(403);
  });
});

describe('consent', () => {
  const give = (subject: string, text = '2026-09', channel = 'mobile', purpose = 'recommendations') => ask(customer(subject), 'PUT', `/customers/${subject}/consents/${purpose}`, { text, channel });
  const read = async (subject: string) => (await ask(customer(subject), 'GET', `/customers/${subject}/consents`)).body;

  it('holds from when it is given until it is withdrawn, and its history is kept', async () => {
    const subject = await someone();
    expect(await give(subject)).toMatchObject({ status: 200, body: { purpose: 'recommendations', given: true, text: '2026-09', since: '2026-11-23T08:00:00.000Z' } });
    clock = new Date('2026-11-23T09:00:00Z');
    expect((await give(subject, '2026-09', 'web')).body).toMatchObject({ since: '2026-11-23T08:00:00.000Z' });
    expect((await ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations?channel=store`)).status).toBe(204);
    expect(await read(subject)).toEqual({
      consents: [{ purpose: 'recommendations', given: false, text: '2026-09', since: '2026-11-23T09:00:00.000Z' }],
      history: [
        { purpose: 'recommendations', given: true, text: '2026-09', channel: 'mobile', who: subject, at: '2026-11-23T08:00:00.000Z' },
        { purpose: 'recommendations', given: false, text: '2026-09', channel: 'store', who: subject, at: '2026-11-23T09:00:00.000Z' },
      ],
    });
    expect((await ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`)).status).toBe(204);
    expect((await read(subject))?.['history']).toHaveLength(2);
  });

  it('is for the text that is shown now, to a purpose that we have', async () => {
    const subject = await someone();
    expect((await give(subject, '2026-01')).status).toBe(422);
    expect((await give(subject, '2026-01', 'web', 'profiling')).status).toBe(404);
    expect((await give(subject, '2026-01', 'web', 'toString')).status).toBe(404);
    expect((await give(subject, '2026-09', 'carrier-pigeon')).status).toBe(400);
    expect(await read(subject)).toEqual({ consents: [], history: [] });
  });

  it('ends the moment that withdrawing was answered, whoever gives and takes at once', async () => {
    const subject = await someone();
    await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? give(subject) : ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`))));
    await ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`);
    const { consents, history } = (await read(subject)) as { consents: { given: boolean }[]; history: { given: boolean }[] };
    expect(consents[0]?.given).toBe(false);
    // What changes nothing is not in the history, so it alternates.
    expect(history.map(({ given }) => given)).toEqual(history.map((_, i) => i % 2 === 0));
  });

  it.each(['UPDATE consent SET given = true', 'DELETE FROM consent', 'TRUNCATE consent', 'DELETE FROM access'])('has a history that refuses %s', async (statement) => {
    expect(await sql.raw(statement).execute(database.db).then(() => '', sqlState)).toBe('23001');
  });
});

describe('export', () => {
  it('holds everything, in a form that a machine reads, after a second factor', async () => {
    const subject = await someone();
    await ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    expect((await ask(customer(subject), 'GET', `/customers/${subject}/export`)).status).toBe(401);
    const { status, body } = await ask(customer(subject, 'mfa'), 'GET', `/customers/${subject}/export`);
    expect([status, Compile(Export).Check(body)]).toEqual([200, true]);
    expect(body).toMatchObject({ profile: { customer: subject, fields: ada }, consents: [{ purpose: 'newsletter', given: true }], consentHistory: [{ who: subject }] });
  });
});

describe('erasure', () => {
  const erase = (subject: string) => ask(customer(subject, 'mfa'), 'DELETE', `/customers/${subject}`);

  it('destroys the key: no copy of what was sealed opens again, and everybody else is told once', async () => {
    const subject = await someone();
    await ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    const [person] = (await sql<{ profile: string; wrapped_by: string; wrapped_key: Buffer }>`SELECT * FROM person WHERE subject = ${subject}`.execute(database.db)).rows;
    const copies = (await sql<{ name: string; sealed: Buffer }>`SELECT name, sealed FROM field JOIN person USING (profile) WHERE subject = ${subject}`.execute(database.db)).rows;
    if (!person) throw new Error('no person');
    const copied = unwrap(ring, { by: person.wrapped_by, key: person.wrapped_key }, ['customers', person.profile]);
    expect(JSON.parse(open(copied, copies.find(({ name }) => name === 'email')?.sealed ?? Buffer.alloc(0), [person.profile, 'field', 'email']).toString())).toBe(ada.email);
    expect((await ask(customer(subject), 'DELETE', `/customers/${subject}`)).status).toBe(401);

    const answers = await Promise.all([erase(subject), erase(subject), erase(subject)]);
    expect([...answers.map(({ status }) => status), (await erase(subject)).status]).toEqual([204, 204, 204, 204]);
    expect(await rows(`SELECT key, type, payload FROM outbox WHERE key = '${subject}'`)).toEqual([{ key: subject, type: 'erased', payload: { customer: subject, at: clock.toISOString() } }]);

    // The key is in no table, wrapped or bare, and no other key of ours opens the copies.
    const dump = (await rows(`SELECT query_to_xml('SELECT * FROM person', true, false, '')::text || query_to_xml('SELECT * FROM idempotency', true, false, '')::text || query_to_xml('SELECT * FROM field', true, false, '')::text AS all`))[0]?.['all'];
    for (const trace of [subject, person.wrapped_key.toString('base64'), copied.toString('base64')]) expect(String(dump).replaceAll('\n', '')).not.toContain(trace);
    for (const { sealed, name } of copies) for (const key of ring.keys.values()) expect(() => open(key, sealed, [person.profile, 'field', name])).toThrow();

    // What is left is opaque: a profile of nobody, and that somebody consented.
    expect(await rows(`SELECT erased_at FROM profile WHERE id = '${person.profile}'`)).toEqual([{ erased_at: clock }]);
    expect(await rows(`SELECT purpose, given FROM consent WHERE profile = '${person.profile}'`)).toEqual([{ purpose: 'newsletter', given: true }]);
    expect((await ask(customer(subject), 'GET', `/customers/${subject}`)).status).toBe(404);
    expect((await ask(operator, 'GET', `/customers/${subject}?reason=legal`)).status).toBe(404);
  });

  it('wins over whatever else runs at the same time', async () => {
    const subject = await someone();
    // The first step of a rotation: every program knows the next key before any wraps by it.
    ring = ringOf(first, second);
    const answers = await Promise.all([
      ask(customer(subject), 'PUT', `/customers/${subject}`, { name: 'Later' }),
      erase(subject),
      ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' }),
      ask(customer(subject), 'GET', `/customers/${subject}`),
      rewrap(database.db, ringOf(second, first), randomBytes, 1000).then(() => ({ status: 200 })),
    ]);
    for (const { status } of answers) expect([200, 204, 404]).toContain(status);
    expect(await rows(`SELECT FROM field JOIN profile ON id = profile WHERE erased_at IS NOT NULL`)).toEqual([]);
    expect(await rows(`SELECT FROM person JOIN profile ON id = profile WHERE erased_at IS NOT NULL`)).toEqual([]);
    ring = ringOf(second, first);
    expect((await ask(customer(subject), 'GET', `/customers/${subject}`)).status).toBe(404);
  });

  it('leaves a profile that the database lets nobody take up again; the person may begin anew', async () => {
    const subject = await someone();
    const [{ profile } = { profile: '' }] = (await sql<{ profile: string }>`SELECT profile FROM person WHERE subject = ${subject}`.execute(database.db)).rows;
    await erase(subject);
    for (const statement of [
      `INSERT INTO person VALUES ('${profile}', 'x', 'k', decode(repeat('00', 60), 'hex'))`,
      `INSERT INTO field VALUES ('${profile}', 'name', decode(repeat('00', 28), 'hex'))`,
      `UPDATE profile SET erased_at = NULL WHERE id = '${profile}'`,
    ]) expect(await sql.raw(statement).execute(database.db).then(() => '', sqlState)).toBe('23001');
    expect((await create(subject, { name: 'New' })).status).toBe(201);
    expect((await ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ version: 1, fields: { name: 'New' } });
    expect((await ask(customer(subject), 'GET', `/customers/${subject}/consents`)).body).toEqual({ consents: [], history: [] });
  });

  it('of half a person is refused by the database', async () => {
    const subject = await someone();
    expect(await sql`UPDATE profile SET erased_at = now() WHERE id = (SELECT profile FROM person WHERE subject = ${subject})`.execute(database.db).then(() => '', sqlState)).toBe('23001');
  });
});

describe('rotation', () => {
  it('wraps every key again and says how many are left; then the old key may go', async () => {
    const subject = await someone();
    await rewrap(database.db, ringOf(first, second), randomBytes, 10_000);
    const before = ringOf(second, first);
    const people = Number((await rows('SELECT count(*)::int AS n FROM person'))[0]?.['n']);
    expect(await rewrap(database.db, before, randomBytes, 1)).toBe(BigInt(people - 1));
    expect(await missingKeys(database.db, ringOf(second))).toEqual(['2026-01']);
    expect(await rewrap(database.db, before, randomBytes, people)).toBe(0n);
    expect(await missingKeys(database.db, ringOf(second))).toEqual([]);
    ring = ringOf(second);
    expect((await ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ fields: ada });
  });
});

it('forgets what was carried, and answers that nobody repeats, after a day', async () => {
  await sql`UPDATE outbox SET published_at = ${new Date('2026-11-20T00:00:00Z')}`.execute(database.db);
  await sql`UPDATE idempotency SET created_at = ${new Date('2026-11-20T00:00:00Z')}`.execute(database.db);
  await prune(database.db, clock);
  expect(await rows('SELECT FROM outbox UNION ALL SELECT FROM idempotency')).toEqual([]);
});

describe('whatever is asked', () => {
  it('is answered or refused, and never breaks anything', async () => {
    const [mine, theirs] = [await someone(), await someone()];
    const state = () => rows(`SELECT wrapped_key, version, (SELECT count(*) FROM field f WHERE f.profile = p.profile) AS fields FROM person p JOIN profile ON id = p.profile WHERE subject = '${theirs}'`);
    const before = await state();
    const bodies = { createProfile: ada, changeProfile: ada, giveConsent: { text: '2026-01', channel: 'web' } };
    await fuzz({ app, api: customersApi, bodies, identifiers: [mine, theirs, 'newsletter', 'recommendations'], headers: () => identity.authorization(customer(mine, 'mfa')) });
    await fuzz({ app, api: customersApi, bodies, identifiers: [mine, theirs, 'newsletter'], headers: () => identity.authorization({ ...operator, roles: ['operator', 'customer'], acr: 'mfa' }), runs: 20 });
    expect(await state()).toEqual(before);
  });

  it('conforms to what is declared', async () => {
    const handlers = customersHandlers({ db: database.db, ring: () => ring, now: () => clock, random: randomBytes, uuid: randomUUID });
    const metrics = new Registry();
    expect(await conformanceFaults({ service: customersApi.service, api: customersApi, handlers, app, tells: [erasureContract.topic], admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics })).toEqual([]);
  });
});
