import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { Compile } from 'typebox/compile';
import { conformanceFaults } from '../../kit/conformance.ts';
import { sqlState } from '../../kit/database.ts';
import { createAdmin } from '../../kit/program.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { erasureContract } from '../events.ts';
import { customersApi, Export } from '../src/api.ts';
import { customersHandlers } from '../src/handlers.ts';
import { ada, customer, operator, startHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse(); }, 60_000);
afterAll(() => house.stop(), 60_000);
beforeEach(() => house.reset());

describe('a profile', () => {
  it('is made once per key and once per person, and holds what was told', async () => {
    const subject = `c-${randomUUID()}`;
    const made = await house.create(subject, ada, 'one');
    expect(made).toMatchObject({ status: 201, body: { customer: subject, version: 1 }, headers: { location: `/customers/${subject}` } });
    expect(await house.create(subject, ada, 'one')).toMatchObject({ status: 201, body: made.body, headers: { 'idempotency-replayed': 'true' } });
    expect((await house.create(subject, { name: 'Other' }, 'one')).status).toBe(422);
    expect((await house.create(subject, ada, 'two')).status).toBe(409);
    expect((await house.ask(customer(subject), 'POST', '/customers', ada)).status).toBe(400);
    expect(await house.ask(customer(subject), 'GET', `/customers/${subject}`)).toMatchObject({ status: 200, body: { customer: subject, fields: ada }, headers: { etag: '"1"', 'cache-control': 'no-store' } });
  });

  it('is one, however many channels make it at once', async () => {
    const subject = `c-${randomUUID()}`;
    const made = await Promise.all(Array.from({ length: 8 }, () => house.create(subject)));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect(await house.rows(`SELECT FROM profile WHERE id NOT IN (SELECT profile FROM person)`)).toEqual([]);
  });

  it('does not lose what another channel changed', async () => {
    const subject = await house.someone();
    const change = (fields: object, tag?: string) => house.ask(customer(subject), 'PUT', `/customers/${subject}`, fields, tag === undefined ? {} : { 'if-match': tag });
    expect(await change({ name: 'A' }, '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { fields: { name: 'A' }, version: 2 } });
    expect((await change({ name: 'B' }, '"1"')).status).toBe(412);
    // The same change again: its answer was lost.
    expect(await change({ name: 'A' }, '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(await change({ name: 'C' })).toMatchObject({ status: 200, body: { version: 3, fields: { name: 'C' } } });
  });

  it('lies in the database in no form that can be read', async () => {
    const subject = await house.someone();
    await house.ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    const everything = JSON.stringify(await house.rows(`SELECT (SELECT json_agg(field) FROM field) AS a, (SELECT json_agg(idempotency) FROM idempotency) AS b, (SELECT json_agg(consent) FROM consent) AS c, (SELECT json_agg(profile) FROM profile) AS d`));
    for (const value of ['Ada', 'analytical', '33123456789', 'Étoile', Buffer.from('Lovelace').toString('hex')]) expect(everything).not.toContain(value);
  });

  it('does not open what was moved from another person or another field', async () => {
    const [one, other] = [await house.someone(), await house.someone()];
    await sql`UPDATE field SET sealed = (SELECT sealed FROM field JOIN person USING (profile) WHERE subject = ${other} AND name = 'name') WHERE name = 'name' AND profile = (SELECT profile FROM person WHERE subject = ${one})`.execute(house.database.db);
    expect((await house.ask(customer(one), 'GET', `/customers/${one}`)).status).toBe(500);
    await sql`UPDATE field SET sealed = (SELECT sealed FROM field JOIN person USING (profile) WHERE subject = ${other} AND name = 'email') WHERE name = 'name' AND profile = (SELECT profile FROM person WHERE subject = ${other})`.execute(house.database.db);
    expect((await house.ask(customer(other), 'GET', `/customers/${other}`)).status).toBe(500);
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
    const subject = await house.someone();
    const mallory = customer('mallory', 'mfa');
    const [theirs, nobodys] = [await house.ask(mallory, method, `/customers/${subject}${path}`, payload), await house.ask(mallory, method, `/customers/nobody${path}`, payload)];
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect({ ...theirs.body, instance: '', detail: '' }).toEqual({ ...nobodys.body, instance: '', detail: '' });
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}`)).body).toMatchObject({ version: 1 });
  });

  it('is read by an operator who says why, which the customer is told', async () => {
    const subject = await house.someone();
    expect((await house.ask(operator, 'GET', `/customers/${subject}`)).status).toBe(400);
    expect((await house.ask(operator, 'GET', `/customers/${subject}?reason=curious`)).status).toBe(400);
    expect(await house.ask(operator, 'GET', `/customers/${subject}?reason=dispute&case=D-17`)).toMatchObject({ status: 200, body: { fields: ada } });
    expect((await house.ask(operator, 'GET', `/customers/${subject}/consents?reason=fraud`)).status).toBe(200);
    expect((await house.ask(operator, 'GET', `/customers/nobody?reason=dispute`)).status).toBe(404);
    const told = await house.ask(customer(subject, 'mfa'), 'GET', `/customers/${subject}/export`);
    expect(told.body?.['accesses']).toEqual([{ at: house.clock.toISOString(), what: 'profile', reason: 'dispute', case: 'D-17' }, { at: house.clock.toISOString(), what: 'consents', reason: 'fraud', case: null }]);
    expect(JSON.stringify(told.body)).not.toContain('operator-1');
    expect(await house.rows(`SELECT reader FROM access JOIN person USING (profile) WHERE subject = '${subject}'`)).toEqual([{ reader: 'operator-1' }, { reader: 'operator-1' }]);
  });

  it.each([['PUT', '', { name: 'x' }], ['DELETE', '', undefined], ['GET', '/export', undefined]] as const)('is not for an operator to %s%s', async (method, path, payload) => {
    const subject = await house.someone();
    expect((await house.ask({ ...operator, acr: 'mfa' }, method, `/customers/${subject}${path}`, payload)).status).toBe(403);
  });
});

describe('consent', () => {
  const give = (subject: string, text = '2026-09', channel = 'mobile', purpose = 'recommendations') => house.ask(customer(subject), 'PUT', `/customers/${subject}/consents/${purpose}`, { text, channel });
  const read = async (subject: string) => (await house.ask(customer(subject), 'GET', `/customers/${subject}/consents`)).body;

  it('holds from when it is given until it is withdrawn, and its history is kept', async () => {
    const subject = await house.someone();
    expect(await give(subject)).toMatchObject({ status: 200, body: { purpose: 'recommendations', given: true, text: '2026-09', since: '2026-11-23T08:00:00.000Z' } });
    house.clock = new Date('2026-11-23T09:00:00Z');
    expect((await give(subject, '2026-09', 'web')).body).toMatchObject({ since: '2026-11-23T08:00:00.000Z' });
    expect((await house.ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations?channel=store`)).status).toBe(204);
    expect(await read(subject)).toEqual({
      consents: [{ purpose: 'recommendations', given: false, text: '2026-09', since: '2026-11-23T09:00:00.000Z' }],
      history: [
        { purpose: 'recommendations', given: true, text: '2026-09', channel: 'mobile', who: subject, at: '2026-11-23T08:00:00.000Z' },
        { purpose: 'recommendations', given: false, text: '2026-09', channel: 'store', who: subject, at: '2026-11-23T09:00:00.000Z' },
      ],
    });
    expect((await house.ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`)).status).toBe(204);
    expect((await read(subject))?.['history']).toHaveLength(2);
  });

  it('is for the text that is shown now, to a purpose that we have', async () => {
    const subject = await house.someone();
    expect((await give(subject, '2026-01')).status).toBe(422);
    expect((await give(subject, '2026-01', 'web', 'profiling')).status).toBe(404);
    expect((await give(subject, '2026-01', 'web', 'toString')).status).toBe(404);
    expect((await give(subject, '2026-09', 'carrier-pigeon')).status).toBe(400);
    expect(await read(subject)).toEqual({ consents: [], history: [] });
  });

  it('ends the moment that withdrawing was answered, whoever gives and takes at once', async () => {
    const subject = await house.someone();
    await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? give(subject) : house.ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`))));
    await house.ask(customer(subject), 'DELETE', `/customers/${subject}/consents/recommendations`);
    const { consents, history } = (await read(subject)) as { consents: { given: boolean }[]; history: { given: boolean }[] };
    expect(consents[0]?.given).toBe(false);
    // What changes nothing is not in the history, so it alternates.
    expect(history.map(({ given }) => given)).toEqual(history.map((_, i) => i % 2 === 0));
  });

  it.each(['UPDATE consent SET given = true', 'DELETE FROM consent', 'TRUNCATE consent', 'DELETE FROM access'])('has a history that refuses %s', async (statement) => {
    expect(await sql.raw(statement).execute(house.database.db).then(() => '', sqlState)).toBe('23001');
  });
});

describe('export', () => {
  it('holds everything, in a form that a machine reads, after a second factor', async () => {
    const subject = await house.someone();
    await house.ask(customer(subject), 'PUT', `/customers/${subject}/consents/newsletter`, { text: '2026-01', channel: 'web' });
    expect((await house.ask(customer(subject), 'GET', `/customers/${subject}/export`)).status).toBe(401);
    const { status, body } = await house.ask(customer(subject, 'mfa'), 'GET', `/customers/${subject}/export`);
    expect([status, Compile(Export).Check(body)]).toEqual([200, true]);
    expect(body).toMatchObject({ profile: { customer: subject, fields: ada }, consents: [{ purpose: 'newsletter', given: true }], consentHistory: [{ who: subject }] });
  });
});

describe('whatever is asked', () => {
  it('is answered or refused, and never breaks anything', async () => {
    const [mine, theirs] = [await house.someone(), await house.someone()];
    const state = () => house.rows(`SELECT wrapped_key, version, (SELECT count(*) FROM field f WHERE f.profile = p.profile) AS fields FROM person p JOIN profile ON id = p.profile WHERE subject = '${theirs}'`);
    const before = await state();
    const bodies = { createProfile: ada, changeProfile: ada, giveConsent: { text: '2026-01', channel: 'web' } };
    await fuzz({ app: house.app, api: customersApi, bodies, identifiers: [mine, theirs, 'newsletter', 'recommendations'], headers: () => house.identity.authorization(customer(mine, 'mfa')) });
    await fuzz({ app: house.app, api: customersApi, bodies, identifiers: [mine, theirs, 'newsletter'], headers: () => house.identity.authorization({ ...operator, roles: ['operator', 'customer'], acr: 'mfa' }), runs: 20 });
    expect(await state()).toEqual(before);
  });

  it('conforms to what is declared', async () => {
    const handlers = customersHandlers(house.props);
    const metrics = new Registry();
    expect(await conformanceFaults({ service: customersApi.service, api: customersApi, handlers, app: house.app, tells: [erasureContract.topic], admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics })).toEqual([]);
  });
});
