import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import type { Role } from '../../../constructs/declaration/index.ts';
import { conformanceFaults } from '../../kit/conformance.ts';
import { createAdmin } from '../../kit/program.ts';
import { providers } from '../../providers.ts';
import { exceptionContract } from '../events.ts';
import { ledger as declared } from '../service.ts';
import { append } from '../src/adapters/journal.ts';
import { addUnsettled } from '../src/adapters/open-items.ts';
import { ledgerApi } from '../src/api.ts';
import { ledgerListeners } from '../src/app.ts';
import { capture } from '../src/domain/postings.ts';
import { ledgerHandlers } from '../src/handlers.ts';
import { empty } from './books.ts';
import { startLedger, type TestLedger } from './program.ts';

let ledger: TestLedger;

beforeAll(async () => { ledger = await startLedger(); }, 60_000);
afterAll(() => ledger.stop(), 60_000);
beforeEach(async () => {
  await empty(ledger.database.db);
  await sql`TRUNCATE idempotency, outbox`.execute(ledger.database.db);
  ledger.at('2026-11-23T08:00:00Z');
});

interface Request {
  readonly method?: 'GET' | 'POST';
  readonly roles?: readonly Role[];
  readonly subject?: string;
  readonly acr?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | object;
}

async function ask(url: string, { method = 'GET', roles = ['auditor'], subject = 'ada', acr, headers = {}, payload }: Request = {}) {
  const token = await ledger.identity.authorization({ subject, roles, ...(acr !== undefined && { acr }) });
  const answer = await ledger.server.inject({ method, url, headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...token, ...headers }, ...(payload !== undefined && { payload }) });
  return { status: answer.statusCode, type: String(answer.headers['content-type']).split(';')[0], headers: answer.headers, body: answer.json<Record<string, unknown>>() };
}

const captured = (reference: string, amount: number, more: { readonly currency?: string; readonly payment?: string } = {}) =>
  ledger.listen({ type: 'payment.captured', payload: { payment: 'p-1', provider: 'cards', reference, amount, currency: 'EUR', capture: randomUUID(), ...more } });

const lines = (...all: readonly (readonly [reference: string, gross: number, fee?: number])[]) => all.map(([reference, gross, fee = 0]) => JSON.stringify({ kind: 'capture', reference, gross, fee, currency: 'EUR' })).join('\n');

const file = (settlement: string, content: string) => ({ settlement, provider: 'cards', format: 'json-lines', content });

const importing = (payload: string | object, key: string = randomUUID(), more: Request = {}) => ask('/settlements', { method: 'POST', roles: ['finance'], acr: 'mfa', headers: { 'idempotency-key': key }, payload, ...more });

const rows = async () => {
  const { rows: [counted] } = await sql<Record<string, bigint>>`SELECT (SELECT count(*) FROM journal) AS journal, (SELECT count(*) FROM settlement) AS settlement, (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM idempotency) AS idempotency`.execute(ledger.database.db);
  return counted;
};

it('is what its declaration says', async () => {
  const metrics = new Registry();
  expect(await conformanceFaults({ service: declared, api: ledgerApi, handlers: ledgerHandlers(ledger.app), app: ledger.server, listeners: ledgerListeners(ledger.app), tells: [exceptionContract.topic], admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics })).toEqual([]);
});

it('imports for every provider of the registry', () => {
  expect(ledgerApi.shapes.importSettlement.body.properties.provider.anyOf.map((one) => one.const)).toEqual(Object.keys(providers).sort());
});

describe('balances', () => {
  it('are told now and at a moment', async () => {
    ledger.at('2026-11-01T00:00:00Z');
    await captured('c-1', 1000);
    ledger.at('2026-11-02T00:00:00Z');
    await captured('c-2', 500);
    expect((await ask('/accounts/receivable.cards.eur/balance')).body).toEqual({ account: 'receivable.cards.eur', currency: 'EUR', posted: '1500', pending: '0' });
    expect((await ask('/accounts/receivable.cards.eur/balance?at=2026-11-01T12:00:00Z')).body).toMatchObject({ posted: '1000' });
    expect((await ask('/accounts')).body).toEqual({ accounts: [{ account: 'receivable.cards.eur', currency: 'EUR', posted: '1500', pending: '0' }, { account: 'sales.eur', currency: 'EUR', posted: '-1500', pending: '0' }] });
    expect((await ask('/accounts?at=2026-10-01T00:00:00Z')).body).toMatchObject({ accounts: [{ posted: '0' }, { posted: '0' }] });
  });

  it('are exact beyond what JSON numbers hold', async () => {
    for (const reference of ['c-1', 'c-2', 'c-3']) await captured(reference, Number.MAX_SAFE_INTEGER);
    expect((await ask('/accounts/sales.eur/balance')).body).toMatchObject({ posted: String(-3n * BigInt(Number.MAX_SAFE_INTEGER)) });
  });

  it('of nobody, and of no time, are problems', async () => {
    expect(await ask('/accounts/nobody/balance')).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect(await ask('/accounts?at=2026-13-45T00:00:00Z')).toMatchObject({ status: 400 });
    expect(await ask('/accounts?at=yesterday')).toMatchObject({ status: 400 });
    expect(await ask('/accounts?when=2026-11-01T00:00:00Z')).toMatchObject({ status: 400 });
  });
});

describe('the journal', () => {
  it('is read in pages to its end, and by payment', async () => {
    for (const n of [1, 2, 3, 4, 5]) await captured(`c-${n}`, n, { payment: `p-${n % 2}` });
    const positions: unknown[] = [];
    let next: unknown = 0;
    while (next !== undefined) {
      const { body }: { readonly body: Record<string, unknown> } = await ask(`/journal?after=${String(next)}&limit=2`);
      positions.push((body['entries'] as readonly { readonly position: number }[]).map(({ position }) => position));
      next = body['next'];
    }
    expect(positions).toEqual([[1, 2], [3, 4], [5]]);
    expect((await ask('/journal?payment=p-0')).body).toMatchObject({ entries: [{ position: 2, kind: 'capture', reference: 'c-2', lines: [{ account: 'receivable.cards.eur', amount: '2' }, { account: 'sales.eur', amount: '-2' }], hash: expect.stringMatching(/^[0-9a-f]{64}$/) }, { position: 4 }] });
  });
});

describe('a settlement file', () => {
  it('is imported whole: settled, and every difference told', async () => {
    ledger.at('2026-11-01T00:00:00Z');
    await captured('late', 70);
    ledger.at('2026-11-23T08:00:00Z');
    await captured('c-1', 1000);
    await captured('c-2', 500);
    expect(await importing(file('s-1', lines(['c-1', 1000, 30], ['c-2', 501], ['c-9', 5])))).toMatchObject({ status: 201, body: { settlement: 's-1', lines: 3, matched: 1, exceptions: 3 } });
    expect((await ask('/accounts')).body).toMatchObject({ accounts: [{ account: 'bank.eur', posted: '970' }, { account: 'fees.cards.eur', posted: '30' }, { account: 'receivable.cards.eur', posted: '570' }, { posted: '-1570' }] });
    const exceptions = [{ kind: 'mismatched', reference: 'c-2', detail: 'the file says 501 EUR, the ledger 500 EUR' }, { kind: 'missing', reference: 'c-9', detail: expect.any(String) }, { kind: 'expected', reference: 'late', detail: 'a capture of 70 EUR of 2026-11-01T00:00:00.000Z should have been settled by now' }];
    expect((await ask('/settlements/s-1/exceptions')).body).toEqual({ exceptions });
    const { rows: told } = await sql`SELECT topic, key, type, payload FROM outbox ORDER BY position`.execute(ledger.database.db);
    expect(told).toEqual(exceptions.map((one) => ({ topic: 'ledger.exceptions', key: 's-1', type: 'settlement.exception', payload: { settlement: 's-1', provider: 'cards', ...one } })));
    expect((await importing(file('s-2', lines(['c-2', 500])))).body).toMatchObject({ matched: 1, exceptions: 0 });
  });

  it('is one of a provider: by any of the references that it gives, with fees beside payments, unknown kinds for a person', async () => {
    await captured('pi_1', 1234);
    const content = 'balance_transaction_id,currency,gross,fee,net,reporting_category,source_id,charge_id,payment_intent_id\ntxn_1,eur,12.34,0.43,11.91,charge,ch_1,ch_1,pi_1\ntxn_2,eur,-2.00,0,-2.00,fee,,,\ntxn_3,eur,-9.91,0,-9.91,payout,po_1,,\ntxn_4,eur,-1.00,15.00,-16.00,dispute,dp_1,,';
    expect((await importing({ ...file('po_1', content), format: 'stripe-payout-reconciliation' })).body).toMatchObject({ lines: 4, matched: 1, exceptions: 1 });
    expect((await ask('/accounts/bank.eur/balance')).body).toMatchObject({ posted: '991' });
    expect((await ask('/settlements/po_1/exceptions')).body).toEqual({ exceptions: [{ kind: 'unsupported', reference: 'dp_1', detail: '"dispute" of -1600 EUR' }] });
  });

  it('changes nothing when it comes again, under the same key or another', async () => {
    await captured('c-1', 1000);
    const whole = file('s-1', lines(['c-1', 1000]));
    const first = await importing(whole, 'k-1');
    const counted = await rows();
    expect(await importing(whole, 'k-1')).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
    expect(await importing(whole, 'k-2', { subject: 'grace' })).toMatchObject({ status: 200, body: first.body });
    expect(await rows()).toEqual({ ...counted, idempotency: 2n });
    expect(await importing(file('s-1', lines(['c-1', 1001])), 'k-1')).toMatchObject({ status: 422, type: 'application/problem+json' });
    expect(await importing(file('s-1', lines(['c-1', 1001])))).toMatchObject({ status: 409, type: 'application/problem+json' });
    expect(await importing({ ...whole, provider: 'paypal' })).toMatchObject({ status: 409 });
    // Keys are each person's own.
    expect(await importing(file('s-2', lines(['c-1', 1001])), 'k-1', { subject: 'grace' })).toMatchObject({ status: 201 });
  });

  it('settles once when many import it at once, under one name and under several', async () => {
    await captured('c-1', 1000);
    const same = await Promise.all(Array.from({ length: 5 }, () => importing(file('s-1', lines(['c-1', 1000])))));
    expect(same.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    await captured('c-2', 500);
    const several = await Promise.all(Array.from({ length: 5 }, (_, i) => importing(file(`t-${i}`, lines(['c-2', 500])))));
    expect(several.map(({ body }) => body['matched']).sort()).toEqual([0, 0, 0, 0, 1]);
    expect((await ask('/accounts/receivable.cards.eur/balance')).body).toMatchObject({ posted: '0' });
  });

  it('of thousands of lines is imported within the time of its operation', async () => {
    const references = Array.from({ length: 2000 }, (_, i) => `c-${i}`);
    const taken = references.slice(0, 1500).map((reference) => ({ id: randomUUID(), payment: 'p-1', provider: 'cards', reference, amount: 100n, currency: 'EUR', at: ledger.app.now() }));
    await ledger.database.db.transaction().execute(async (trx) => {
      await append(trx, taken.flatMap((one) => capture(one)));
      for (const one of taken) await addUnsettled(trx, one.provider, { ...one, entry: one.id, kind: 'capture' });
    });
    const begun = performance.now();
    expect((await importing(file('s-1', lines(...references.map((reference) => [reference, 100, 3] as const))))).body).toEqual({ settlement: 's-1', lines: 2000, matched: 1500, exceptions: 500 });
    expect(performance.now() - begun).toBeLessThan(declared.serves.importSettlement.timeout / 2);
  }, 60_000);

  it.each([
    ['no key', { headers: {} }, 400],
    ['a key of spaces', { headers: { 'idempotency-key': ' ' } }, 400],
    ['an endless key', { headers: { 'idempotency-key': 'k'.repeat(300) } }, 400],
    ['an unreadable file', { payload: file('s-1', 'a,b') }, 422],
    ['an empty file', { payload: file('s-1', '\n\n') }, 422],
    ['a file in another form', { payload: { ...file('s-1', lines(['c-1', 1])), format: 'adyen-settlement-details' } }, 422],
    ['too many lines', { payload: file('s-1', Array.from({ length: 10_001 }, () => '{}').join('\n')) }, 422],
    ['a provider that nobody knows', { payload: { ...file('s-1', lines(['c-1', 1])), provider: 'stripe' } }, 400],
    ['no second factor', { acr: 'pwd' }, 401],
    ['an auditor', { roles: ['auditor' as const] }, 403],
  ])('with %s is refused, and nothing is written', async (_, wrong, status) => {
    await captured('c-1', 1);
    const counted = await rows();
    expect(await importing(file('s-1', lines(['c-1', 1])), 'k-1', wrong)).toMatchObject({ status, type: 'application/problem+json' });
    expect(await rows()).toEqual(counted);
  });

  it('that was not imported has no exceptions to list', async () => expect(await ask('/settlements/s-9/exceptions')).toMatchObject({ status: 404 }));
});

describe('who may ask', () => {
  const all: readonly Role[] = ['customer', 'guest', 'till', 'operator', 'marketer', 'finance', 'auditor'];
  const urls = ['/accounts', '/accounts/a/balance', '/journal', '/settlements/s/exceptions'];

  it('are finance and auditors alone', async () => {
    for (const url of urls) {
      const answers = await Promise.all(all.map(async (role) => ((await ask(url, { roles: [role] })).status === 403 ? [] : [role])));
      expect([url, answers.flat()]).toEqual([url, ['finance', 'auditor']]);
      expect((await ledger.server.inject({ method: 'GET', url })).statusCode).toBe(401);
    }
  });
});

describe('whatever is asked', () => {
  const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '-1', '1e9', '9'.repeat(40), 'null', '../x', "'; DROP TABLE line; --", '2026-02-30T00:00:00Z', '2026-01-01T00:00:00Z', 'a'.repeat(500)), fc.integer().map(String));
  const fine = ({ status, type }: { readonly status: number; readonly type: string | undefined }) => expect([status < 500, status < 400 || type === 'application/problem+json', { status, type }]).toEqual([true, true, { status, type }]);

  it('in a path or a query is answered or refused, and never a fault', async () => {
    await captured('c-1', 1);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom((x: string) => `/accounts?at=${x}`, (x: string) => `/accounts/${x}/balance`, (x: string) => `/accounts/sales.eur/balance?at=${x}`, (x: string) => `/journal?after=${x}`, (x: string) => `/journal?limit=${x}`, (x: string) => `/journal?payment=${x}`, (x: string) => `/settlements/${x}/exceptions`), odd, async (url, text) => {
        fine(await ask(url(encodeURIComponent(text.toWellFormed()))));
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('in a body is answered or refused, and what is refused has written nothing', async () => {
    await captured('c-1', 5);
    const content = fc.oneof(odd, fc.json(), fc.record({ kind: fc.constantFrom('capture', 'refund', 'x'), reference: fc.oneof(odd, fc.constant('c-1')), gross: fc.oneof(fc.integer(), fc.double()), fee: fc.oneof(fc.integer(), fc.maxSafeInteger()), currency: fc.constantFrom('EUR', 'JPY', 'eur', 'XXX') }).map((one) => JSON.stringify(one)), fc.constant(lines(['c-1', 5], ['c-1', 5])));
    const body = fc.oneof(fc.json(), fc.record({ settlement: fc.oneof(odd, fc.constant('s-1')), provider: fc.oneof(odd, fc.constant('cards')), format: fc.constantFrom('json-lines', 'stripe-payout-reconciliation', 'adyen-settlement-details', 'x'), content: fc.oneof(content, fc.anything()) }, { requiredKeys: ['settlement'] }).map((one) => JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))));
    const likely = content.map((text) => JSON.stringify(file(randomUUID(), text)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, likely), async (payload) => {
        const counted = await rows();
        const answer = await importing(payload);
        fine(answer);
        if (answer.status >= 400) expect(await rows()).toEqual(counted);
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});
