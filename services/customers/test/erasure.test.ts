import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { sqlState } from '../../kit/database.ts';
import { open, unwrap } from '../../kit/envelope.ts';
import { missingKeys, rewrap } from '../src/adapters/person.ts';
import { prune } from '../src/adapters/traces.ts';
import { ada, customer, first, operator, ringOf, second, startHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse(); }, 60_000);
afterAll(() => house.stop(), 60_000);
beforeEach(() => house.reset());

describe('erasure', () => {
  const erase = (subject: string) => house.ask(customer(subject, 'mfa'), 'DELETE', `/customers/${subject}`);

  it('destroys the key: no copy of what was sealed opens again, and everybody else is told once', async () => {
    const subject = await house.someone();
    await house.ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    const [person] = (await sql<{ profile: string; wrapped_by: string; wrapped_key: Buffer }>`SELECT * FROM person WHERE subject = ${subject}`.execute(house.database.db)).rows;
    const copies = (await sql<{ name: string; sealed: Buffer }>`SELECT name, sealed FROM field JOIN person USING (profile) WHERE subject = ${subject}`.execute(house.database.db)).rows;
    if (!person) throw new Error('no person');
    const copied = unwrap(house.ring, { by: person.wrapped_by, key: person.wrapped_key }, ['customers', person.profile]);
    expect(JSON.parse(open(copied, copies.find(({ name }) => name === 'email')?.sealed ?? Buffer.alloc(0), [person.profile, 'field', 'email']).toString())).toBe(ada.email);
    expect((await house.ask(customer(subject), 'DELETE', `/customers/${subject}`)).status).toBe(401);

    const answers = await Promise.all([erase(subject), erase(subject), erase(subject)]);
    expect([...answers.map(({ status }) => status), (await erase(subject)).status]).toEqual([204, 204, 204, 204]);
    expect(await house.rows(`SELECT key, type, payload FROM outbox WHERE key = '${subject}'`)).toEqual([{ key: subject, type: 'erased', payload: { customer: subject, at: house.clock.toISOString() } }]);

    // The key is in no table, wrapped or bare, and no other key of ours opens the copies.
    const dump = (await house.rows(`SELECT query_to_xml('SELECT * FROM person', true, false, '')::text || query_to_xml('SELECT * FROM idempotency', true, false, '')::text || query_to_xml('SELECT * FROM field', true, false, '')::text AS all`))[0]?.['all'];
    for (const trace of [subject, person.wrapped_key.toString('base64'), copied.toString('base64')]) expect(String(dump).replaceAll('\n', '')).not.toContain(trace);
    for (const { sealed, name } of copies) for (const key of house.ring.keys.values()) expect(() => open(key, sealed, [person.profile, 'field', name])).toThrow();

    // What is left is opaque: a profile of nobody, and that somebody consented.
    expect(await house.rows(`SELECT erased_at FROM profile WHERE id = '${person.profile}'`)).toEqual([{ erased_at: house.clock }]);
    expect(await house.rows(`SELECT purpose, given FROM consent WHERE profile = '${person.profile}'`)).toEqual([{ purpose: 'newsletter', given: true }]);
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}`)).status).toBe(404);
    expect((await house.ask(operator, 'GET', `/customers/${subject}?reason=legal`)).status).toBe(404);
  });

  it('wins over whatever else runs at the same time', async () => {
    const subject = await house.someone();
    // The first step of a rotation: every program knows the next key before any wraps by it.
    house.ring = ringOf(first, second);
    const answers = await Promise.all([
      house.ask(customer(subject), 'PUT', `/customers/${subject}`, { name: 'Later' }),
      erase(subject),
      house.ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' }),
      house.ask(customer(subject), 'GET', `/customers/${subject}`),
      rewrap(house.database.db, ringOf(second, first), randomBytes, 1000).then(() => ({ status: 200 })),
    ]);
    for (const { status } of answers) expect([200, 204, 404]).toContain(status);
    expect(await house.rows(`SELECT FROM field JOIN profile ON id = profile WHERE erased_at IS NOT NULL`)).toEqual([]);
    expect(await house.rows(`SELECT FROM person JOIN profile ON id = profile WHERE erased_at IS NOT NULL`)).toEqual([]);
    house.ring = ringOf(second, first);
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}`)).status).toBe(404);
  });

  it('leaves a profile that the database lets nobody take up again; the person may begin anew', async () => {
    const subject = await house.someone();
    const [{ profile } = { profile: '' }] = (await sql<{ profile: string }>`SELECT profile FROM person WHERE subject = ${subject}`.execute(house.database.db)).rows;
    await erase(subject);
    for (const statement of [
      `INSERT INTO person VALUES ('${profile}', 'x', 'k', decode(repeat('00', 60), 'hex'))`,
      `INSERT INTO field VALUES ('${profile}', 'name', decode(repeat('00', 28), 'hex'))`,
      `UPDATE profile SET erased_at = NULL WHERE id = '${profile}'`,
    ]) expect(await sql.raw(statement).execute(house.database.db).then(() => '', sqlState)).toBe('23001');
    expect((await house.create(subject, { name: 'New' })).status).toBe(201);
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ version: 1, fields: { name: 'New' } });
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}/consents`)).body).toEqual({ consents: [], history: [] });
  });

  it('of half a person is refused by the database', async () => {
    const subject = await house.someone();
    expect(await sql`UPDATE profile SET erased_at = now() WHERE id = (SELECT profile FROM person WHERE subject = ${subject})`.execute(house.database.db).then(() => '', sqlState)).toBe('23001');
  });
});

describe('rotation', () => {
  it('wraps every key again and says how many are left; then the old key may go', async () => {
    const subject = await house.someone();
    await rewrap(house.database.db, ringOf(first, second), randomBytes, 10_000);
    const before = ringOf(second, first);
    const people = Number((await house.rows('SELECT count(*)::int AS n FROM person'))[0]?.['n']);
    expect(await rewrap(house.database.db, before, randomBytes, 1)).toBe(BigInt(people - 1));
    expect(await missingKeys(house.database.db, ringOf(second))).toEqual(['2026-01']);
    expect(await rewrap(house.database.db, before, randomBytes, people)).toBe(0n);
    expect(await missingKeys(house.database.db, ringOf(second))).toEqual([]);
    house.ring = ringOf(second);
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ fields: ada });
  });
});

it('forgets what was carried, and answers that nobody repeats, after a day', async () => {
  await sql`UPDATE outbox SET published_at = ${new Date('2026-11-20T00:00:00Z')}`.execute(house.database.db);
  await sql`UPDATE idempotency SET created_at = ${new Date('2026-11-20T00:00:00Z')}`.execute(house.database.db);
  await prune(house.database.db, house.clock);
  expect(await house.rows('SELECT FROM outbox UNION ALL SELECT FROM idempotency')).toEqual([]);
});
