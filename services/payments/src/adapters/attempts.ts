/** Attempts in the database. Whoever changes one holds the lock of its payment. */
import { sql, type RawBuilder } from 'kysely';
import type { Action, Authorise, Decline } from '../../../kit/provider/contract.ts';
import { ahead, write } from '../../../kit/trips.ts';
import { liveAttempts, type AttemptState } from '../domain/transitions.ts';
import { operationOf, operationsOfPayment, type Operation } from './operations.ts';
import { isUuid, lockAhead, type Db, type Payment, type Trx } from './payments.ts';

/** The idempotency key whose request waits for an outcome. */
export interface Waiting {
  readonly scope: string;
  readonly key: string;
}

export interface Attempt {
  readonly id: string;
  readonly payment: string;
  readonly provider: string;
  readonly route: string;
  readonly state: AttemptState;
  readonly request: Authorise;
  readonly reasons: readonly string[];
  readonly reference: string | null;
  readonly authorised: bigint;
  readonly captured: bigint;
  readonly released: bigint;
  readonly capturing: bigint;
  readonly releasing: bigint;
  readonly expiresAt: Date | null;
  readonly action: Action | null;
  readonly decline: Decline | null;
  readonly liability: 'merchant' | 'issuer' | null;
  readonly mismatch: string | null;
  readonly stray: boolean;
  readonly completions: number;
  readonly waiting: Waiting | null;
  readonly begunAt: Date;
  /** When the provider was asked last. */
  readonly askedAt: Date;
  readonly looks: number;
  readonly nextLookAt: Date | null;
}

type Row = Omit<Attempt, 'waiting'> & { readonly keyScope: string | null; readonly key: string | null };

const columns = sql`a.id, a.payment, a.provider, a.route, a.state, a.request, a.reasons, a.reference, a.authorised, a.captured, a.released, a.capturing, a.releasing, a.expires_at AS "expiresAt",
  a.action, a.decline, a.liability, a.mismatch, a.stray, a.completions, a.key_scope AS "keyScope", a.key, a.begun_at AS "begunAt", a.asked_at AS "askedAt", a.looks, a.next_look_at AS "nextLookAt"`;

const attemptOf = ({ keyScope, key, ...row }: Row): Attempt => ({ ...row, waiting: keyScope === null || key === null ? null : { scope: keyScope, key } });

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

/** What an attempt is before anything was said of it. */
export const begun = (one: Pick<Attempt, 'id' | 'payment' | 'provider' | 'route' | 'request' | 'reasons' | 'waiting' | 'begunAt' | 'nextLookAt'>): Attempt => ({
  ...one, askedAt: one.begunAt, state: 'sending', reference: null, authorised: 0n, captured: 0n, released: 0n, capturing: 0n, releasing: 0n, expiresAt: null, action: null, decline: null, liability: null, mismatch: null, stray: false, completions: 0, looks: 0,
});

export async function insertAttempt(trx: Trx, { id, payment, provider, route, state, request, reasons, waiting, begunAt, askedAt, nextLookAt }: Attempt): Promise<void> {
  await write(trx, sql`INSERT INTO attempt (id, payment, provider, route, state, request, reasons, key_scope, key, begun_at, asked_at, next_look_at)
    VALUES (${id}, ${payment}, ${provider}, ${route}, ${state}, ${json(request)}::jsonb, ${[...reasons]}, ${waiting?.scope ?? null}, ${waiting?.key ?? null}, ${begunAt}, ${askedAt}, ${nextLookAt})`);
}

export async function saveAttempt(trx: Trx, one: Attempt): Promise<void> {
  await write(trx, sql`UPDATE attempt SET state = ${one.state}, request = ${json(one.request)}::jsonb, reference = ${one.reference}, authorised = ${one.authorised}, captured = ${one.captured}, released = ${one.released},
    capturing = ${one.capturing}, releasing = ${one.releasing}, expires_at = ${one.expiresAt}, action = ${json(one.action)}::jsonb, decline = ${json(one.decline)}::jsonb, liability = ${one.liability},
    mismatch = ${one.mismatch}, stray = ${one.stray}, completions = ${one.completions}, asked_at = ${one.askedAt}, key_scope = ${one.waiting?.scope ?? null}, key = ${one.waiting?.key ?? null}, looks = ${one.looks}, next_look_at = ${one.nextLookAt}
    WHERE id = ${one.id}`);
}

const first = async (query: Promise<{ readonly rows: readonly Row[] }>): Promise<Attempt | undefined> => {
  const [row] = (await query).rows;
  return row && attemptOf(row);
};

const byId = (id: string): RawBuilder<Row> => sql`SELECT ${columns} FROM attempt a WHERE a.id = ${id}`;

/** Read under the lock of its payment. */
export const findAttempt = (db: Db, id: string): Promise<Attempt | undefined> => (isUuid(id) ? first(byId(id).execute(db)) : Promise.resolve(undefined));

/** Locks the payment, and reads its attempt as it is then. */
export async function lockWithAttempt(trx: Trx, payment: string, attempt: string): Promise<readonly [Payment | undefined, Attempt | undefined]> {
  const locked = await lockAhead(trx, payment);
  const found = await findAttempt(trx, attempt);
  return [await locked(), found];
}

const ofPayment = (payment: string): RawBuilder<Row> => sql`SELECT ${columns} FROM attempt a WHERE a.payment = ${payment} ORDER BY a.position`;

export const attemptsOf = async (db: Db, payment: string): Promise<Attempt[]> => (await ofPayment(payment).execute(db)).rows.map(attemptOf);

/** With the captures, voids and refunds of all. */
export async function attemptsAndOperations(trx: Trx, payment: string): Promise<readonly [readonly Attempt[], readonly Operation[]]> {
  const attempts = await ahead(trx, ofPayment(payment));
  const { rows } = await operationsOfPayment(payment).execute(trx);
  return [(await attempts()).map(attemptOf), rows.map(operationOf)];
}

/** What a provider calls something. */
export interface Named {
  readonly route: string;
  readonly reference: string;
}

const byReference = ({ route, reference }: Named): RawBuilder<Row> => sql`SELECT ${columns} FROM attempt a WHERE a.route = ${route} AND a.reference = ${reference}`;

export const attemptByReference = (db: Db, named: Named): Promise<Attempt | undefined> => first(byReference(named).execute(db));

/** A payment that is locked, with all that there is of it. */
export interface Whole {
  readonly payment: Payment;
  readonly attempts: readonly Attempt[];
  readonly operations: readonly Operation[];
  /** The attempt, of this payment or of another one, that has the reference which was asked about. */
  readonly named: string | undefined;
}

/** Locks the payment, and reads all of it as it is then. */
export async function lockWhole(trx: Trx, id: string, route: string, reference: string | undefined): Promise<Whole | undefined> {
  const locked = await lockAhead(trx, id);
  const named = reference === undefined ? undefined : await ahead(trx, byReference({ route, reference }));
  const [attempts, operations] = await attemptsAndOperations(trx, id);
  const payment = await locked();
  return payment && { payment, attempts, operations, named: (await named?.())?.[0]?.id };
}

/** Lets the janitor look at it at once. */
export async function lookSoon(trx: Trx, id: string, now: Date): Promise<void> {
  await write(trx, sql`UPDATE attempt SET next_look_at = ${now}, looks = 0 WHERE id = ${id}`);
}

/**
 * Attempts that are to be looked at, the longest due first. Each is put off while this process looks, so that no other does, and is found
 * again where this process ends before it has said anything.
 */
export const takeDue = async (trx: Trx, { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number }): Promise<Attempt[]> =>
  (await sql<Row>`WITH due AS (SELECT id FROM attempt WHERE next_look_at <= ${now} ORDER BY next_look_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE attempt a SET next_look_at = ${until}, looks = a.looks + 1 FROM due WHERE a.id = due.id RETURNING ${columns}`.execute(trx)).rows.map(attemptOf);

/** Of live attempts, what the payer's side told about their person and device goes; so do holders' names and account numbers of all. */
export async function forgetPayers(trx: Trx, owner: string): Promise<void> {
  await sql`UPDATE attempt SET request = (request - 'payer' - 'returnAddress' - 'continues') #- '{instrument,holder}' #- '{instrument,iban}', action = CASE WHEN state = ANY(${[...liveAttempts]}) THEN action END, key_scope = NULL, key = NULL
    WHERE payment IN (SELECT id FROM payment WHERE owner = ${owner})`.execute(trx);
  await sql`UPDATE operation SET key_scope = NULL, key = NULL WHERE attempt IN (SELECT a.id FROM attempt a JOIN payment p ON p.id = a.payment WHERE p.owner = ${owner}) AND NOT by_till`.execute(trx);
}
