import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { identityHeaders } from '../../kit/caller.ts';
import { sqlState } from '../../kit/database.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { isWhole, noteCurrentKey, reportLines, rotate } from '../src/adapters/rotation.ts';
import { newKey, openVault, ringOf, type TestVault } from './support.ts';

let postgres: LocalPostgres;
let vault: TestVault;

beforeAll(async () => {
  postgres = await startPostgres();
  vault = await openVault(postgres, 'vault');
}, 60_000);

afterAll(async () => {
  await vault.close();
  await postgres.stop();
}, 60_000);

beforeEach(async () => {
  await sql`ALTER TABLE audit DISABLE TRIGGER audit_immutable; TRUNCATE card, wrapping_key, audit, idempotency; ALTER TABLE audit ENABLE TRIGGER audit_immutable`.execute(vault.db);
  vault.ring = ringOf('k1', { k1: newKey() });
});

const visa = '4242424242424242';
const expiry = { month: 12, year: 2030 };
const asCards = identityHeaders('spiffe://cluster.local/ns/guichet-cardholder/sa/cards');
const asCardEntry = identityHeaders('spiffe://cluster.local/ns/guichet-cardholder/sa/card-entry');

const tokenise = (body: unknown, key: string = randomUUID()) => vault.app.inject({ method: 'POST', url: '/tokens', headers: { 'idempotency-key': key, 'content-type': 'application/json' }, payload: JSON.stringify(body) });
const card = (more: object = {}) => ({ merchant: 'shop', number: visa, expiry, ...more });
const tokenOf = async (more: object = {}): Promise<string> => (await tokenise(card(more))).json<{ token: string }>().token;
const reveal = (token: string, { merchant = 'shop', headers = asCards, key = randomUUID() }: { merchant?: string; headers?: Readonly<Record<string, string>>; key?: string } = {}) =>
  vault.app.inject({ method: 'POST', url: `/tokens/${token}/reveal`, headers: { ...headers, 'idempotency-key': key }, payload: { merchant, reason: 'authorisation' } });
const describeCard = (token: string, merchant = 'shop') => vault.app.inject({ method: 'GET', url: `/tokens/${token}?merchant=${merchant}` });
const destroy = (token: string, merchant = 'shop') => vault.app.inject({ method: 'DELETE', url: `/tokens/${token}?merchant=${merchant}`, headers: asCards });

const audited = async () => (await sql<{ act: string; token: string; caller: string; reason: string }>`SELECT act, token, caller, reason FROM audit ORDER BY position`.execute(vault.db)).rows;
const rows = async (): Promise<unknown> => Object.fromEntries(await Promise.all(['card', 'audit', 'idempotency', 'outbox'].map(async (table) => [table, (await sql`SELECT * FROM ${sql.table(table)}`.execute(vault.db)).rows])));

describe('tokenise', () => {
  it('gives a token and what may be known of the card', async () => {
    const answer = await tokenise(card());
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([201, 'no-store']);
    expect(answer.json()).toEqual({ token: expect.stringMatching(/^tok-[a-z]{32}$/), brand: 'visa', bin: '424242', last4: '4242', expiry, known: false });
  });

  it('knows a merchant’s card again, and no other merchant’s', async () => {
    const first = await tokenOf();
    const again = await tokenise(card());
    expect([again.statusCode, again.json()]).toEqual([200, expect.objectContaining({ token: first, known: true })]);
    expect((await tokenise(card({ merchant: 'other' }))).json()).toMatchObject({ known: false });
    expect((await tokenise(card({ expiry: { month: 1, year: 2031 } }))).json()).toMatchObject({ known: false });
    const fingerprints = await sql<{ n: bigint }>`SELECT count(DISTINCT fingerprint) AS n FROM card`.execute(vault.db);
    expect(fingerprints.rows).toEqual([{ n: 2n }]);
  });

  it('gives one token, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => tokenise(card())));
    expect(new Set(answers.map((answer) => answer.json<{ token: string }>().token)).size).toBe(1);
    expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(1);
  });

  it('replays by its key, refuses another card by it, and takes none without', async () => {
    const first = await tokenise(card(), 'key-1');
    const again = await tokenise(card(), 'key-1');
    expect([again.statusCode, again.headers['idempotency-replayed'], again.json()]).toEqual([201, 'true', first.json()]);
    expect((await tokenise(card({ number: '5555555555554444' }), 'key-1')).statusCode).toBe(422);
    expect((await tokenise(card({ merchant: 'other', number: '5555555555554444' }), 'key-1')).statusCode).toBe(201);
    expect((await tokenise(card(), '')).json()).toMatchObject({ status: 400, type: expect.stringContaining('idempotency-key-missing') });
  });

  it.each([
    ['a wrong check digit', card({ number: '4242424242424241' }), 422],
    ['spaces', card({ number: '4242 4242 4242 4242' }), 400],
    ['a number', card({ number: 4242424242424242 }), 400],
    ['too many digits', card({ number: '42424242424242424242' }), 400],
    ['an expired card', card({ expiry: { month: 10, year: 2026 } }), 422],
    ['a card for ever', card({ expiry: { month: 10, year: 2047 } }), 422],
    ['a security code', card({ securityCode: '123' }), 400],
    ['a merchant that could be a number', card({ merchant: `m${visa}` }), 400],
    ['nothing', undefined, 400],
    ['null', null, 400],
    ['a list', [card()], 400],
  ])('refuses %s, writes nothing and repeats nothing', async (_, body, status) => {
    const before = await rows();
    const answer = await tokenise(body);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, expect.stringContaining('application/problem+json')]);
    // But for the request's own random identifier, which may hold any three digits.
    expect(answer.body.replace(/"urn:request:[^"]*"/, '')).not.toMatch(/4242|123/);
    expect(await rows()).toEqual(before);
  });
});

describe('detokenise', () => {
  it('tells the number to cards alone, and audits both', async () => {
    const token = await tokenOf();
    const told = await reveal(token);
    expect([told.statusCode, told.headers['cache-control'], told.json()]).toEqual([200, 'no-store', { number: visa, brand: 'visa', expiry }]);
    for (const headers of [{}, asCardEntry, { 'x-forwarded-client-cert': `${asCards['x-forwarded-client-cert']},URI=spiffe://cluster.local/ns/guichet-core/sa/payments` }]) {
      const refused = await reveal(token, { headers });
      expect([refused.statusCode, refused.body.includes(visa)]).toEqual([403, false]);
    }
    expect(await audited()).toEqual([
      { act: 'revealed', token, caller: 'cards', reason: 'authorisation' },
      ...['unknown', 'card-entry', 'payments'].map((caller) => ({ act: 'refused', token, caller, reason: 'not the caller that is told numbers' })),
    ]);
  });

  it('is repeated by its key and audited each time; its answer is kept nowhere', async () => {
    const token = await tokenOf();
    const [first, again] = [await reveal(token, { key: 'k' }), await reveal(token, { key: 'k' })];
    expect([again.json(), again.headers['idempotency-replayed'], first.headers['idempotency-replayed']]).toEqual([first.json(), 'true', undefined]);
    expect((await audited()).map(({ act }) => act)).toEqual(['revealed', 'revealed']);
    expect(JSON.stringify(await rows(), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(visa);
  });

  it('knows no other merchant’s token', async () => {
    const token = await tokenOf();
    expect([(await reveal(token, { merchant: 'other' })).statusCode, (await describeCard(token, 'other')).statusCode, (await destroy(token, 'other')).statusCode]).toEqual([404, 404, 404]);
    expect((await reveal(token)).statusCode).toBe(200);
  });

  it('asks to be asked again while a key has not arrived', async () => {
    const token = await tokenOf();
    vault.ring = ringOf('k0', { k0: newKey() });
    expect((await reveal(token)).statusCode).toBe(503);
  });

  it('has an audit that nobody changes', async () => {
    await reveal(await tokenOf());
    for (const change of [sql`DELETE FROM audit`, sql`UPDATE audit SET caller = 'nobody'`, sql`TRUNCATE audit`]) {
      expect(await change.execute(vault.db).then(() => '', sqlState)).toBe('23001');
    }
  });
});

describe('destroyToken', () => {
  it('erases what could ever be opened, once, and never gives the token again', async () => {
    const token = await tokenOf();
    expect([(await destroy(token)).statusCode, (await destroy(token)).statusCode]).toEqual([204, 204]);
    const { rows: left } = await sql`SELECT number, data_key, wrapped_by, fingerprint FROM card`.execute(vault.db);
    expect(left).toEqual([{ number: null, data_key: null, wrapped_by: null, fingerprint: null }]);
    expect([(await reveal(token)).statusCode, (await describeCard(token)).statusCode]).toEqual([404, 404]);
    expect((await audited()).map(({ act }) => act)).toEqual(['destroyed']);
    expect(await tokenOf()).not.toBe(token);
  });

  it.each(['number', 'data_key', 'fingerprint'])('cannot be half done: %s goes with the rest', async (column) => {
    await tokenOf();
    expect(await sql`UPDATE card SET ${sql.ref(column)} = NULL`.execute(vault.db).then(() => '', sqlState)).toBe('23514');
  });
});

describe('a row of the database', () => {
  it('does not open when it is put in the place of another', async () => {
    const [one, two] = [await tokenOf(), await tokenOf({ number: '5555555555554444' })];
    await sql`UPDATE card SET number = o.number, data_key = o.data_key FROM (SELECT number, data_key FROM card WHERE token = ${two}) o WHERE token = ${one}`.execute(vault.db);
    const answer = await reveal(one);
    expect([answer.statusCode, answer.body.includes('5555')]).toEqual([500, false]);
    expect((await reveal(two)).json()).toMatchObject({ number: '5555555555554444' });
  });
});

const numbers = ['4242424242424242', '5555555555554444', '378282246310005', '6011111111111117', '36227206271667', '3566002020360505'];

describe('rotation', () => {
  const rotation = () => rotate({ ...vault, batch: 7 });

  /** Cards of many merchants, by token. */
  async function fill(merchants: number): Promise<ReadonlyMap<string, { readonly merchant: string; readonly number: string }>> {
    const wanted = Array.from({ length: merchants }, (_, i) => numbers.map((number) => ({ merchant: `m${i}`, number }))).flat();
    return new Map(await Promise.all(wanted.map(async (one) => [await tokenOf(one), one] as const)));
  }

  it('wraps every data key again while numbers are read and cards arrive, by several at once, and says when the earlier key may go', async () => {
    const cards = await fill(20);
    const { k1 } = Object.fromEntries(vault.ring.keys);
    await rotation();
    vault.ring = ringOf('k2', { k2: newKey(), ...(k1 && { k1 }) });
    let rotating = true;
    const reading = (async () => {
      let reads = 0;
      while (rotating || reads < cards.size) {
        const [token, { merchant, number }] = [...cards][reads % cards.size] ?? ['', { merchant: '', number: '' }];
        expect((await reveal(token, { merchant })).json()).toMatchObject({ number });
        reads += 1;
      }
      return reads;
    })();
    const [reports, late] = await Promise.all([Promise.all([rotation(), rotation(), rotation()]).finally(() => { rotating = false; }), fill(5)]);
    expect(reports.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(120);
    expect(await reading).toBeGreaterThanOrEqual(120);
    const last = await rotation();
    expect([isWhole(last), last.cards, reportLines(last).at(-1)]).toEqual([true, [{ key: 'k2', count: 120n, held: true }], 'nothing is left under an earlier key: previous.json may be emptied']);
    vault.ring = ringOf('k2', { k2: vault.ring.keys.get('k2') ?? newKey() });
    for (const [token, { merchant, number }] of [...cards, ...late]) expect((await reveal(token, { merchant })).json()).toMatchObject({ number });
  });

  it('is not undone by a vault whose files are older', async () => {
    await tokenOf();
    const [k1, k2] = [vault.ring.keys.get('k1') ?? newKey(), newKey()];
    await rotation();
    vault.ring = ringOf('k2', { k2, k1 });
    await rotation();
    vault.ring = ringOf('k1', { k1, k2 });
    const report = await rotation();
    expect([report.newest, report.rewrapped, report.cards]).toEqual([false, 0, [{ key: 'k2', count: 1n, held: true }]]);
  });

  it('reports cards under a key that nobody holds, and rows that do not open, and goes on', async () => {
    await fill(3);
    const damaged = await tokenOf({ merchant: 'damaged' });
    await sql`UPDATE card SET data_key = set_byte(data_key, 30, get_byte(data_key, 30) # 1) WHERE token = ${damaged}`.execute(vault.db);
    const k1 = vault.ring.keys.get('k1') ?? newKey();
    vault.ring = ringOf('k2', { k2: newKey() });
    const without = await rotation();
    expect([isWhole(without), without.cards]).toEqual([false, [{ key: 'k1', count: 19n, held: false }]]);
    vault.ring = ringOf('k2', { k2: vault.ring.keys.get('k2') ?? newKey(), k1 });
    const report = await rotation();
    expect([report.rewrapped, report.broken, isWhole(report)]).toEqual([18, [damaged], false]);
  });

  it('refuses another key by the name of one before', async () => {
    await noteCurrentKey(vault.db, vault.ring, vault.now());
    await expect(noteCurrentKey(vault.db, ringOf('k1', { k1: newKey() }), vault.now())).rejects.toThrow('the key k1 is another one than the database knows by that name');
  });
});

describe('any request', () => {
  const junk = fc.oneof(fc.anything({ withNullPrototype: false, maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.constantFrom(visa, '', -1, 1e308, '\u0000', '../..', { $gt: '' }, 'tok-' + 'b'.repeat(32)));
  /** `String` throws for an object that has a toString of its own which is no function. */
  const written = (value: unknown): string => (typeof value === 'string' ? value : fc.stringify(value));
  const body = fc.record({ merchant: junk, number: junk, expiry: fc.oneof(junk, fc.record({ month: junk, year: junk })), reason: junk }, { requiredKeys: [] });
  const asked = fc.constantFrom<readonly ['POST' | 'GET' | 'DELETE', (at: string) => string]>(['POST', () => '/tokens'], ['POST', (at) => `/tokens/${at}/reveal`], ['GET', (at) => `/tokens/${at}?merchant=${at}`], ['DELETE', (at) => `/tokens/${at}?merchant=${at}&merchant=shop`]);

  it('that does not fit is a problem, never a fault, and writes nothing', async () => {
    const before = await rows();
    await fc.assert(fc.asyncProperty(asked, fc.oneof(junk.map(written), fc.constant(visa)), body, fc.boolean(), async ([method, url], at, payload, trusted) => {
      const text = method === 'POST' ? JSON.stringify(payload, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) : undefined;
      const answer = await vault.app.inject({ method, url: url(encodeURIComponent(at.toWellFormed()).slice(0, 200).replace(/%.?$/, '')), headers: { ...(trusted && asCards), 'idempotency-key': 'fuzz', ...(text !== undefined && { 'content-type': 'application/json' }) }, ...(text !== undefined && { payload: text }) });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.headers['content-type']).toMatch('application/problem+json');
      expect(answer.body).not.toContain(visa);
    }), { numRuns: 300 });
    expect(await rows()).toEqual(before);
  });
});
