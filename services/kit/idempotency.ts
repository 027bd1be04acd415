/**
 * Idempotency keys (IETF draft "The Idempotency-Key HTTP Header Field"): the row of a key is written in the transaction of what it protects, so
 * that there is never one without the other. The same key and request replay the first answer; another request is 422; one that is still
 * running 409; no key 400.
 */
import { createHash } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import { holdsCardNumber } from './card-number.ts';
import { tryingLock } from './locks.ts';
import { inProgress, invalid, keyMissing, keyReused } from './problem.ts';
import type { Answer } from './server.ts';
import { ahead, write, type Coming } from './trips.ts';
import type { User } from './user.ts';

/** The table, as `migrations/kit-001-idempotency.sql` makes it. Without status: still running. */
interface IdempotencyTable {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number | null;
  readonly body: string | null;
}

export interface Protected {
  /** Whose keys these are: the operation and the caller, so that nobody replays another's answer. */
  readonly scope: string;
  /** The header's value. */
  readonly key: string | undefined;
  /** What the request asks; compared, not kept. */
  readonly request: unknown;
}

type Asking = Pick<User, 'subject' | 'roles' | 'store'>;

/**
 * As what a user asks, which beside who they are decides what they see: a till sees its store's, a shopper their own. Other roles open operations
 * and show no more in them; they may come and go between two tries of one request, which must not run twice for it.
 */
const capacities = ({ roles, store = '' }: Asking): string[] => [
  ...(roles.includes('customer') || roles.includes('guest') ? ['shopper'] : []),
  ...(roles.includes('operator') ? ['operator'] : []),
  ...(roles.includes('till') ? [`till@${encodeURIComponent(store.toWellFormed())}`] : []),
];

/** The scope of an end user's keys, such as `refund/till@vienna-1:7d0f2f4e`: nobody is replayed an answer that they could read in another capacity only. */
export const scopeOf = (operation: string, user: Asking): string => `${[operation, ...capacities(user)].join('/')}:${user.subject}`;

/** Forgets what was answered to a person, as whatever they asked. */
export async function forgetAnswers<T>(trx: Transaction<T>, subject: string, operations: readonly string[]): Promise<void> {
  // By the index idempotency_by_subject.
  await sql`DELETE FROM idempotency WHERE substr(scope, strpos(scope, ':') + 1) = ${subject} AND split_part(split_part(scope, ':', 1), '/', 1) = ANY(${operations})`.execute(trx);
}

const longest = 255;

/** Of JSON with sorted keys: the order in which a client writes them does not matter. */
export function fingerprintOf(request: unknown): string {
  const sorted = JSON.stringify(request, (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value));
  return createHash('sha256').update(sorted ?? 'undefined').digest('hex');
}

export function requiredKey(key: string | undefined): string {
  if (key === undefined || key === '') throw keyMissing('send an Idempotency-Key header of your own, such as a UUID, and the same one when you send the request again');
  if (key.length > longest || !/^[\x21-\x7e]+$/.test(key)) throw keyMissing(`the Idempotency-Key has ${key.length} characters: use 1 to ${longest} visible ASCII characters`);
  // Keys are kept, and sent on to providers.
  if (holdsCardNumber(key)) throw invalid('the Idempotency-Key holds a card number: use one that says nothing, such as a UUID');
  return key;
}

const stillRunning = (): Error => inProgress('a request with this Idempotency-Key is running: send it again in a moment');

const nothing = async (): Promise<Coming<undefined>> => async () => undefined;

/** The first answer where there is one, or what is read before it in the same trip. Throws where the key is another request's, or its request is still running. */
async function known<T, Body, Read>(trx: Transaction<T>, row: Row, reads: (trx: Transaction<T>) => Promise<Coming<Read>>): Promise<{ readonly first: Answer<Body> } | { readonly read: Read }> {
  const { scope, key, fingerprint } = row;
  const lock = await ahead(trx, tryingLock(`idempotency\n${scope}\n${key}`));
  const read = await reads(trx);
  // After it: what a statement sees is from when it begins, and must not be older than the lock.
  const { rows: [first] } = await sql<Pick<IdempotencyTable, 'fingerprint' | 'status' | 'body'>>`SELECT fingerprint, status, body FROM idempotency WHERE scope = ${scope} AND key = ${key}`.execute(trx);
  if ((await lock())[0]?.locked !== true) throw stillRunning();
  if (!first) return { read: await read() };
  if (first.fingerprint !== fingerprint) throw keyReused('this Idempotency-Key came with another request: use a new key for a new request');
  if (first.status === null || first.body === null) throw stillRunning();
  return { first: { body: JSON.parse(first.body) as Body, status: first.status, headers: { 'idempotency-replayed': 'true' } } };
}

/** Writes the key's row: with its answer, or as one that is still running. */
const keep = <T>(trx: Transaction<T>, { scope, key, fingerprint }: Row, answer?: Answer<unknown>): Promise<void> =>
  write(trx, sql`INSERT INTO idempotency (scope, key, fingerprint, status, body) VALUES (${scope}, ${key}, ${fingerprint}, ${answer ? statusOf(answer) : null}, ${answer ? bodyOf(answer) : null})`);

const statusOf = ({ status = 200 }: Answer<unknown>): number => status;
const bodyOf = ({ body }: Answer<unknown>): string => JSON.stringify(body ?? null);

interface Row {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

const rowOf = ({ scope, key, request }: Protected): Row => ({ scope, key: requiredKey(key), fingerprint: fingerprintOf(request) });

/**
 * Does something once per key, in one transaction with the key's row. When `work` throws, neither is kept and the key may be used again. A replay
 * carries `Idempotency-Replayed: true`.
 */
export async function once<T, Body>(db: Kysely<T>, what: Protected, work: (trx: Transaction<T>) => Promise<Answer<Body>>): Promise<Answer<Body>> {
  const row = rowOf(what);
  return db.transaction().execute(async (trx) => {
    const found = await known<T, Body, undefined>(trx, row, nothing);
    if ('first' in found) return found.first;
    const answer = await work(trx);
    await keep(trx, row, answer);
    return answer;
  });
}

/**
 * For work that waits for somebody outside and so cannot be one transaction: `begin` runs with the key's row in a first one, `finish` with the answer
 * in a second. In between, the key is still running for everybody else; after a crash it stays so until {@link answerLate}.
 */
export async function inTwoSteps<T, Read, Begun, Done, Body>(
  db: Kysely<T>,
  what: Protected,
  steps: {
    /** What `begin` is about, locked and read in the trip that asks for the key. */
    readonly reads: (trx: Transaction<T>) => Promise<Coming<Read>>;
    readonly begin: (trx: Transaction<T>, row: { readonly scope: string; readonly key: string }, read: Read) => Promise<Begun>;
    readonly outside: (begun: Begun) => Promise<Done>;
    readonly finish: (trx: Transaction<T>, begun: Begun, done: Done) => Promise<Answer<Body>>;
  },
): Promise<Answer<Body>> {
  const row = rowOf(what);
  const start = await db.transaction().execute(async (trx) => {
    const found = await known<T, Body, Read>(trx, row, steps.reads);
    if ('first' in found) return found;
    const begun = await steps.begin(trx, row, found.read);
    await keep(trx, row);
    return { begun };
  });
  if ('first' in start) return start.first;
  const done = await steps.outside(start.begun);
  return db.transaction().execute(async (trx) => {
    const answer = await steps.finish(trx, start.begun, done);
    await answerLate(trx, row, answer);
    return answer;
  });
}

/** Gives a key whose request was begun its answer: by the second step, or by the janitor that found out what became of it. The first answer stays. */
export async function answerLate<T, Body>(trx: Transaction<T>, { scope, key }: { readonly scope: string; readonly key: string }, answer: Answer<Body>): Promise<void> {
  await write(trx, sql`UPDATE idempotency SET status = ${statusOf(answer)}, body = ${bodyOf(answer)} WHERE scope = ${scope} AND key = ${key} AND status IS NULL`);
}
