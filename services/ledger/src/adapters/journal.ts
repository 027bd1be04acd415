/** The journal in PostgreSQL. Whoever appends holds the chain's only row, so that there are no forks and no gaps. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { entryFaults, genesis, hashOf, verifyChain, type Break, type Entry, type EntryState, type Line, type NewEntry } from '../domain/entry.ts';

/** The database's tables are reached by SQL text alone: constraints and locks are the point of them. */
export type LedgerTables = Record<never, never>;

/** An entry that would break a rule of the ledger. Nothing was written. */
export class LedgerError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'LedgerError';
    this.faults = faults;
  }
}

interface Head {
  readonly position: bigint;
  readonly hash: Buffer;
}

async function lockChain(trx: Transaction<LedgerTables>): Promise<Head> {
  const { rows } = await sql<Head>`SELECT position, hash FROM chain FOR UPDATE`.execute(trx);
  const [head] = rows;
  if (!head) throw new LedgerError(['the chain has lost its head: restore the database']);
  return head;
}

/** What a pending entry still reserves: its amount, less what was released of it. */
export async function remaining(trx: Transaction<LedgerTables>, pending: string): Promise<{ readonly amount: bigint; readonly currency: string } | undefined> {
  const { rows } = await sql<{ amount: bigint; currency: string }>`
    SELECT p.currency, (SELECT sum(CASE j.state WHEN 'pending' THEN l.amount ELSE -l.amount END)
                        FROM journal j JOIN line l ON l.entry = j.id WHERE (j.id = p.id OR j.pending = p.id) AND l.amount > 0)::bigint AS amount
    FROM journal p WHERE p.id = ${pending} AND p.state = 'pending'`.execute(trx);
  return rows[0];
}

const debit = (lines: readonly Line[]): bigint => lines.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n);

async function pendingFaults(trx: Transaction<LedgerTables>, entry: NewEntry): Promise<string[]> {
  if (entry.pending === undefined) return [];
  const left = await remaining(trx, entry.pending);
  if (!left) return [`entry ${entry.id} is drawn from ${entry.pending}, which is no pending entry`];
  if (left.currency !== entry.currency) return [`entry ${entry.id} is in ${entry.currency}, its pending entry in ${left.currency}`];
  const wanted = debit(entry.lines);
  return wanted <= left.amount ? [] : [`entry ${entry.id} draws ${wanted} from ${entry.pending}, of which ${left.amount} is left`];
}

/** Holds the chain until the transaction ends: what is read after it, such as {@link remaining}, stays true until it is written. */
export const holdChain = async (trx: Transaction<LedgerTables>): Promise<void> => void (await lockChain(trx));

async function alreadyWritten(trx: Transaction<LedgerTables>, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM journal WHERE id = ANY(${ids}::uuid[])`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** Appends entries, all or none, in their order. Entries that are there already are left as they are. Returns those that were written. Throws a {@link LedgerError}. */
export async function append(trx: Transaction<LedgerTables>, entries: readonly NewEntry[], recordedAt: Date = new Date()): Promise<Entry[]> {
  let { position, hash } = await lockChain(trx);
  const known = await alreadyWritten(trx, entries.map(({ id }) => id));
  const written: Entry[] = [];
  let waiting: Entry[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) await insert(trx, waiting);
    waiting = [];
  };
  for (const entry of entries) {
    if (known.has(entry.id)) continue;
    known.add(entry.id);
    // What is left of a pending entry is read from the tables.
    if (entry.pending !== undefined) await flush();
    const faults = [...entryFaults(entry), ...(await pendingFaults(trx, entry))];
    if (faults.length > 0) throw new LedgerError(faults);
    position += 1n;
    hash = hashOf(hash, { ...entry, position, recordedAt });
    const whole = { ...entry, position, recordedAt, hash };
    waiting.push(whole);
    written.push(whole);
  }
  await flush();
  await sql`UPDATE chain SET position = ${position}, hash = ${hash}`.execute(trx);
  return written;
}

/** Any number of entries in three statements: a settlement file settles thousands, and others wait for the chain. */
async function insert(trx: Transaction<LedgerTables>, entries: readonly Entry[]): Promise<void> {
  const lines = entries.flatMap(({ id, currency, lines: own }) => own.map(({ account, amount }, i) => ({ entry: id, number: i + 1, account, currency, amount: String(amount) })));
  const rows = entries.map((entry) => ({
    position: String(entry.position),
    id: entry.id,
    state: entry.state,
    kind: entry.kind,
    currency: entry.currency,
    payment: entry.payment,
    reference: entry.reference ?? null,
    pending: entry.pending ?? null,
    expires_at: entry.expiresAt?.toISOString() ?? null,
    effective_at: entry.effectiveAt.toISOString(),
    recorded_at: entry.recordedAt.toISOString(),
    hash: `\\x${entry.hash.toString('hex')}`,
  }));
  await sql`INSERT INTO account (id, currency) SELECT DISTINCT account, currency FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS given (account text, currency text) ORDER BY account ON CONFLICT (id) DO NOTHING`.execute(trx);
  await sql`INSERT INTO journal (position, id, state, kind, currency, payment, reference, pending, expires_at, effective_at, recorded_at, hash)
    SELECT position, id, state, kind, currency, payment, reference, pending, expires_at, effective_at, recorded_at, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (position bigint, id uuid, state text, kind text, currency text, payment text, reference text, pending uuid, expires_at timestamptz, effective_at timestamptz, recorded_at timestamptz, hash bytea)`.execute(trx);
  await sql`INSERT INTO line (entry, number, account, currency, amount)
    SELECT entry, number, account, currency, amount FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS given (entry uuid, number smallint, account text, currency text, amount bigint)`.execute(trx);
}

export interface Balance {
  readonly account: string;
  readonly currency: string;
  /** Sum of posted lines, minor units, debit positive. */
  readonly posted: bigint;
  /** Sum of what pending entries still reserve. */
  readonly pending: bigint;
}

/** The balances of all accounts, or of one, by what was effective at a moment. */
export async function balances(db: Kysely<LedgerTables>, { at = new Date(), account }: { readonly at?: Date; readonly account?: string } = {}): Promise<Balance[]> {
  const { rows } = await sql<Balance>`
    SELECT a.id AS account, a.currency,
           coalesce(sum(l.amount) FILTER (WHERE j.state = 'posted'), 0)::bigint AS posted,
           coalesce(sum(l.amount) FILTER (WHERE j.state IN ('pending', 'released')), 0)::bigint AS pending
    FROM account a
    LEFT JOIN line l ON l.account = a.id
    LEFT JOIN journal j ON j.id = l.entry AND j.effective_at <= ${at}
    WHERE ${account ?? null}::text IS NULL OR a.id = ${account ?? null}
    GROUP BY a.id, a.currency ORDER BY a.id`.execute(db);
  return rows;
}

interface JournalRow {
  readonly position: bigint;
  readonly id: string;
  readonly state: EntryState;
  readonly kind: string;
  readonly currency: string;
  readonly payment: string;
  readonly reference: string | null;
  readonly pending: string | null;
  readonly expires_at: Date | null;
  readonly effective_at: Date;
  readonly recorded_at: Date;
  readonly hash: Buffer;
  readonly accounts: readonly string[];
  readonly amounts: readonly string[];
}

const entryOf = (row: JournalRow): Entry => ({
  position: row.position,
  id: row.id,
  state: row.state,
  kind: row.kind,
  currency: row.currency,
  payment: row.payment,
  effectiveAt: row.effective_at,
  recordedAt: row.recorded_at,
  hash: row.hash,
  lines: row.accounts.map((account, i) => ({ account, amount: BigInt(row.amounts[i] ?? '0') })),
  ...(row.reference !== null && { reference: row.reference }),
  ...(row.pending !== null && { pending: row.pending }),
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
});

/** Entries after a position, at most `limit`, of one payment or of all. */
export async function read(db: Kysely<LedgerTables>, after: bigint, limit: number, payment?: string): Promise<Entry[]> {
  const { rows } = await sql<JournalRow>`
    SELECT j.position, j.id, j.state, j.kind, j.currency, j.payment, j.reference, j.pending, j.expires_at, j.effective_at, j.recorded_at, j.hash,
           array_agg(l.account ORDER BY l.number) AS accounts, array_agg(l.amount::text ORDER BY l.number) AS amounts
    FROM journal j JOIN line l ON l.entry = j.id WHERE j.position > ${after} AND (${payment ?? null}::text IS NULL OR j.payment = ${payment ?? null}) GROUP BY j.position ORDER BY j.position LIMIT ${limit}`.execute(db);
  return rows.map(entryOf);
}

export interface Verification {
  readonly entries: bigint;
  readonly broken?: Break;
}

/** Reads the whole journal and follows its chain to the head; in batches, so that any length can be verified. */
export async function verify(db: Kysely<LedgerTables>, batch = 1000): Promise<Verification> {
  const { rows } = await sql<Head>`SELECT position, hash FROM chain`.execute(db);
  const head = rows[0] ?? { position: 0n, hash: genesis };
  let at: Head = { position: 0n, hash: genesis };
  for (let entries = await read(db, 0n, batch); entries.length > 0 && at.position < head.position; entries = await read(db, at.position, batch)) {
    const result = verifyChain(entries, at);
    if (result.broken) return { entries: result.entries, broken: result.broken };
    at = { position: result.entries, hash: result.hash };
  }
  if (at.position < head.position) return { entries: at.position, broken: { position: at.position + 1n, problem: `the journal ends after ${at.position} entries, its head says ${head.position}` } };
  return { entries: at.position };
}
