/** Reads what each of the three says: the provider's side by the sandbox's control, payments and ledger by SQL. */
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AttemptSaid, Books, EntrySaid, OperationSaid, PaymentSaid, Promised, TenderSaid } from './books.ts';
import type { Databases, Rows } from './databases.ts';
import type { Outside } from './outside.ts';

const text = Type.String();
const maybe = Type.Union([Type.String(), Type.Null()]);

function rowsAs<const S extends TSchema>(schema: S, rows: Rows): Static<S>[] {
  const validator = Compile(schema);
  return rows.map((row) => {
    if (validator.Check(row)) return row;
    throw new Error(`a row is not as it must be: ${validator.Errors(row).map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')}`);
  });
}

const Payment = Type.Object({ id: text, state: text, capture: text, amount: text, currency: text, basket: maybe });
const Attempt = Type.Object({ id: text, payment: text, provider: text, route: text, state: text, reference: maybe, authorised: text, captured: text, released: text, capturing: text, releasing: text, stray: Type.Boolean(), mismatch: maybe });
const Operation = Type.Object({ id: text, attempt: text, kind: Type.Enum(['capture', 'void', 'refund']), state: text, reference: maybe, amount: text, rest: text, refunded: text, refunding: text });
const Entry = Type.Object({ id: text, state: Type.Enum(['posted', 'pending', 'released']), kind: text, payment: text, pending: maybe, currency: text, amount: text });
const Tender = Type.Object({ payment: text, captured: text, refunded: text });
const Sum = Type.Object({ currency: text, sum: text });

const payments = 'SELECT id::text, state, capture, amount::text, currency, basket FROM payment ORDER BY created_at';
const attempts = 'SELECT id::text, payment::text, provider, route, state, reference, authorised::text, captured::text, released::text, capturing::text, releasing::text, stray, mismatch FROM attempt ORDER BY position';
const operations = 'SELECT id::text, attempt::text, kind, state, reference, amount::text, rest::text, refunded::text, refunding::text FROM operation ORDER BY position';
// The debit side: the credit side is as much, or the database had refused it.
const entries = 'SELECT j.id::text, j.state, j.kind, j.payment, j.pending::text, j.currency, sum(l.amount) FILTER (WHERE l.amount > 0)::text AS amount FROM journal j JOIN line l ON l.entry = j.id GROUP BY j.position ORDER BY j.position';
const tenders = 'SELECT payment, captured::text, refunded::text FROM tender';
const sums = 'SELECT currency, sum(amount)::text AS sum FROM line GROUP BY currency';

const money = (digits: string): bigint => BigInt(digits);

const paymentsOf = (rows: Rows): PaymentSaid[] => rowsAs(Payment, rows).map((one) => ({ ...one, amount: money(one.amount) }));
const attemptsOf = (rows: Rows): AttemptSaid[] => rowsAs(Attempt, rows).map((one) => ({ ...one, authorised: money(one.authorised), captured: money(one.captured), released: money(one.released), capturing: money(one.capturing), releasing: money(one.releasing) }));
const operationsOf = (rows: Rows): OperationSaid[] => rowsAs(Operation, rows).map((one) => ({ ...one, amount: money(one.amount), rest: money(one.rest), refunded: money(one.refunded), refunding: money(one.refunding) }));
const entriesOf = (rows: Rows): EntrySaid[] => rowsAs(Entry, rows).map((one) => ({ ...one, amount: money(one.amount) }));
const tendersOf = (rows: Rows): TenderSaid[] => rowsAs(Tender, rows).map((one) => ({ ...one, captured: money(one.captured), refunded: money(one.refunded) }));

export async function readBooks({ ask }: Databases, outside: Outside, promised: readonly Promised[]): Promise<Books> {
  return {
    provider: await outside.happened(),
    payments: paymentsOf(await ask('payments', payments)),
    attempts: attemptsOf(await ask('payments', attempts)),
    operations: operationsOf(await ask('payments', operations)),
    entries: entriesOf(await ask('ledger', entries)),
    tenders: tendersOf(await ask('baskets', tenders)),
    sums: Object.fromEntries(rowsAs(Sum, await ask('ledger', sums)).map(({ currency, sum }) => [currency, money(sum)])),
    promised,
  };
}
