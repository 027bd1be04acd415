/** What the ledger answers over HTTP. */
import { once } from '../../kit/idempotency.ts';
import { invalid, notFound } from '../../kit/problem.ts';
import type { Handlers } from '../../kit/server.ts';
import type { App } from './app.ts';
import { balances, read, type Balance } from './adapters/journal.ts';
import { exceptionsOf, settlementOf } from './adapters/settlements.ts';
import type { ledgerApi } from './api.ts';
import type { Entry } from './domain/entry.ts';
import { importFile } from './settle.ts';

type LedgerHandlers = Handlers<typeof ledgerApi>;

function moment(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw invalid(`${text} is no moment`, [{ pointer: '/querystring/at', detail: 'has the form of a date and time, but there is no such one' }]);
  return at;
}

const balanceBody = ({ account, currency, posted, pending }: Balance) => ({ account, currency, posted: String(posted), pending: String(pending) });

const entryBody = ({ position, id, state, kind, currency, payment, reference, pending, expiresAt, effectiveAt, recordedAt, lines, hash }: Entry) => ({
  position: Number(position),
  id,
  state,
  kind,
  currency,
  payment,
  ...(reference !== undefined && { reference }),
  ...(pending !== undefined && { pending }),
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  effectiveAt: effectiveAt.toISOString(),
  recordedAt: recordedAt.toISOString(),
  lines: lines.map(({ account, amount }) => ({ account, amount: String(amount) })),
  hash: hash.toString('hex'),
});

const millisecondsOfADay = 86_400_000;

export const ledgerHandlers = ({ db, now, expectedAfterDays }: App): LedgerHandlers => ({
  listAccounts: async ({ query: { at } }) => ({ body: { accounts: (await balances(db, { at: moment(at, now()) })).map(balanceBody) } }),

  readBalance: async ({ params: { account }, query: { at } }) => {
    const [balance] = await balances(db, { account, at: moment(at, now()) });
    if (!balance) throw notFound(`there is no account ${account}`);
    return { body: balanceBody(balance) };
  },

  readJournal: async ({ query: { after = 0, limit = 100, payment } }) => {
    const entries = await read(db, BigInt(after), limit, payment);
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return { body: { entries: entries.map(entryBody), ...(last && { next: Number(last.position) }) } };
  },

  importSettlement: async ({ body, headers, user: { subject }, log }) =>
    once(db, { scope: `importSettlement:${subject}`, key: headers['idempotency-key'], request: body }, async (trx) => {
      const at = now();
      const { imported, ...summary } = await importFile(trx, body, { by: subject, now: at, expectedBefore: new Date(at.getTime() - expectedAfterDays * millisecondsOfADay) });
      log.info({ settlement: body.settlement, by: subject, imported, ...summary }, 'settlement imported');
      return { body: { settlement: body.settlement, ...summary }, status: imported ? 201 : 200 };
    }),

  listExceptions: async ({ params: { settlement } }) => {
    if (!(await settlementOf(db, settlement))) throw notFound(`the settlement ${settlement} was not imported`);
    return { body: { exceptions: await exceptionsOf(db, settlement) } };
  },
});
