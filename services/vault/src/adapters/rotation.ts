/** Key rotation: the data keys are wrapped again by the current key-encryption key; the numbers stay as they are sealed. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { EnvelopeError, type KeyRing, type Random } from '../../../kit/envelope.ts';
import { rewrap } from '../domain/envelope.ts';
import { checkValue } from '../domain/keys.ts';
import type { VaultTables } from './store.ts';

export interface RotationProps {
  readonly db: Kysely<VaultTables>;
  readonly keys: () => KeyRing;
  readonly random: Random;
  readonly now: () => Date;
  /** Rows of one transaction. @default 200 */
  readonly batch?: number;
}

export interface RotationReport {
  readonly current: string;
  /** Whether the files of this program are the newest that any has had; where not, it re-wraps nothing. */
  readonly newest: boolean;
  readonly rewrapped: number;
  /** Tokens whose data key does not open: damaged rows, or a key that was brought under another's name. */
  readonly broken: readonly string[];
  /** Living cards by the key that wraps them, the current one included. `held` is false of a key that is in no file: those cards cannot be read. */
  readonly cards: readonly { readonly key: string; readonly count: bigint; readonly held: boolean }[];
}

/** Notes that a key has become the current one. Throws an {@link EnvelopeError} where another key had that name. */
export async function noteCurrentKey(db: Kysely<VaultTables>, { current, keys }: KeyRing, now: Date): Promise<{ readonly newest: boolean }> {
  const check = checkValue(keys.get(current) ?? Buffer.alloc(0));
  await sql`INSERT INTO wrapping_key (id, check_value, current_since) VALUES (${current}, ${check}, ${now}) ON CONFLICT (id) DO NOTHING`.execute(db);
  const { rows } = await sql<{ check_value: Buffer; newest: boolean }>`SELECT check_value, position = (SELECT max(position) FROM wrapping_key) AS newest FROM wrapping_key WHERE id = ${current}`.execute(db);
  const [row] = rows;
  if (!row?.check_value.equals(check)) throw new EnvelopeError(`the key ${current} is another one than the database knows by that name: a new key takes a new kid`);
  return { newest: row.newest };
}

interface Row {
  readonly token: string;
  readonly merchant: string;
  readonly data_key: Buffer;
  readonly wrapped_by: string;
}

interface Batch {
  readonly last: string | undefined;
  readonly rewrapped: number;
  readonly broken: readonly string[];
}

/** Rows that somebody else holds are left to them. */
async function rewrapBatch(trx: Transaction<VaultTables>, ring: KeyRing, random: Random, { after, size }: { readonly after: string; readonly size: number }): Promise<Batch> {
  const earlier = [...ring.keys.keys()].filter((id) => id !== ring.current);
  const { rows } = await sql<Row>`
    SELECT token, merchant, data_key, wrapped_by FROM card
    WHERE destroyed_at IS NULL AND wrapped_by = ANY(${earlier}) AND token > ${after} ORDER BY token LIMIT ${size} FOR UPDATE SKIP LOCKED`.execute(trx);
  const broken: string[] = [];
  for (const { token, merchant, data_key, wrapped_by } of rows) {
    try {
      const { by, key } = rewrap(ring, { token, merchant }, { by: wrapped_by, key: data_key }, random);
      await sql`UPDATE card SET data_key = ${key}, wrapped_by = ${by} WHERE token = ${token}`.execute(trx);
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      broken.push(token);
    }
  }
  return { last: rows.at(-1)?.token, rewrapped: rows.length - broken.length, broken };
}

async function countByKey(db: Kysely<VaultTables>, { keys }: KeyRing): Promise<RotationReport['cards']> {
  const { rows } = await sql<{ key: string; count: bigint }>`SELECT wrapped_by AS key, count(*) AS count FROM card WHERE destroyed_at IS NULL GROUP BY wrapped_by ORDER BY wrapped_by`.execute(db);
  return rows.map(({ key, count }) => ({ key, count, held: keys.has(key) }));
}

/** One pass over all cards under an earlier key, with a report of what is left. May run in any number of programs at once, beside all other work. */
export async function rotate({ db, keys, random, now, batch = 200 }: RotationProps): Promise<RotationReport> {
  const ring = keys();
  const { newest } = await noteCurrentKey(db, ring, now());
  let rewrapped = 0;
  const broken: string[] = [];
  for (let after: string | undefined = ''; newest && after !== undefined; ) {
    const from: string = after;
    const done = await db.transaction().execute((trx) => rewrapBatch(trx, ring, random, { after: from, size: batch }));
    rewrapped += done.rewrapped;
    broken.push(...done.broken);
    after = done.last;
  }
  return { current: ring.current, newest, rewrapped, broken, cards: await countByKey(db, ring) };
}

/** Whether every living card is under the current key, so that the earlier ones may leave previous.json. */
export const isWhole = ({ current, cards, broken }: RotationReport): boolean => broken.length === 0 && cards.every(({ key }) => key === current);

/** The report as people read it. */
export function reportLines(report: RotationReport): string[] {
  const { current, newest, rewrapped, broken, cards } = report;
  return [
    `wrapped again by ${current}: ${rewrapped}`,
    ...(newest ? [] : [`${current} is not the newest key that a vault has had: these files are old, nothing was wrapped again`]),
    ...cards.map(({ key, count, held }) => `under ${key}${key === current ? ', the current one' : ''}: ${count}${held ? '' : ', which cannot be read: bring the key back in previous.json'}`),
    ...broken.map((token) => `does not open: ${token}`),
    isWhole(report) ? 'nothing is left under an earlier key: previous.json may be emptied' : 'keep previous.json as it is',
  ];
}
