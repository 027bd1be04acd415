/** Captures, voids and refunds in the database. Whoever changes one holds the lock of its payment. */
import { sql, type RawBuilder } from 'kysely';
import type { Action } from '../../../kit/provider/contract.ts';
import { write } from '../../../kit/trips.ts';
import type { OperationKind, OperationState } from '../domain/transitions.ts';
import type { Waiting } from './attempts.ts';
import { isUuid, type Db, type Trx } from './payments.ts';

export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly attempt: string;
  readonly capture: string | null;
  readonly state: OperationState;
  readonly amount: bigint;
  readonly rest: bigint;
  /** Of a capture: none follows. */
  readonly final: boolean;
  readonly refunded: bigint;
  readonly refunding: bigint;
  readonly reference: string | null;
  readonly providerCode: string | null;
  readonly mismatch: string | null;
  readonly action: Action | null;
  readonly byTill: boolean;
  readonly waiting: Waiting | null;
  readonly begunAt: Date;
  readonly looks: number;
  readonly nextLookAt: Date | null;
}

type Row = Omit<Operation, 'waiting'> & { readonly keyScope: string | null; readonly key: string | null };

const columns = sql`o.id, o.kind, o.attempt, o.capture, o.state, o.amount, o.rest, o.final, o.refunded, o.refunding, o.reference, o.provider_code AS "providerCode", o.mismatch, o.action, o.by_till AS "byTill",
  o.key_scope AS "keyScope", o.key, o.begun_at AS "begunAt", o.looks, o.next_look_at AS "nextLookAt"`;

export const operationOf = ({ keyScope, key, ...row }: Row): Operation => ({ ...row, waiting: keyScope === null || key === null ? null : { scope: keyScope, key } });

/** What an operation is before anything was said of it. */
export const begunOperation = (one: Pick<Operation, 'id' | 'kind' | 'attempt' | 'capture' | 'amount' | 'rest' | 'final' | 'byTill' | 'waiting' | 'begunAt' | 'nextLookAt'>): Operation => ({
  ...one, state: 'sending', refunded: 0n, refunding: 0n, reference: null, providerCode: null, mismatch: null, action: null, looks: 0,
});

export async function insertOperation(trx: Trx, one: Operation): Promise<void> {
  await write(trx, sql`INSERT INTO operation (id, kind, attempt, capture, state, amount, rest, final, reference, by_till, key_scope, key, begun_at, next_look_at)
    VALUES (${one.id}, ${one.kind}, ${one.attempt}, ${one.capture}, ${one.state}, ${one.amount}, ${one.rest}, ${one.final}, ${one.reference}, ${one.byTill}, ${one.waiting?.scope ?? null}, ${one.waiting?.key ?? null}, ${one.begunAt}, ${one.nextLookAt})`);
}

export async function saveOperation(trx: Trx, one: Operation): Promise<void> {
  await write(trx, sql`UPDATE operation SET state = ${one.state}, refunded = ${one.refunded}, refunding = ${one.refunding}, reference = ${one.reference}, provider_code = ${one.providerCode}, mismatch = ${one.mismatch},
    action = ${one.action === null ? null : JSON.stringify(one.action)}::jsonb, key_scope = ${one.waiting?.scope ?? null}, key = ${one.waiting?.key ?? null}, looks = ${one.looks}, next_look_at = ${one.nextLookAt} WHERE id = ${one.id}`);
}

export async function findOperation(db: Db, id: string): Promise<Operation | undefined> {
  const [row] = isUuid(id) ? (await sql<Row>`SELECT ${columns} FROM operation o WHERE o.id = ${id}`.execute(db)).rows : [];
  return row && operationOf(row);
}

export const operationsOfPayment = (payment: string): RawBuilder<Row> => sql`SELECT ${columns} FROM operation o JOIN attempt a ON a.id = o.attempt WHERE a.payment = ${payment} ORDER BY o.position`;

export const operationsOfAttempt = async (db: Db, attempt: string): Promise<Operation[]> => (await sql<Row>`SELECT ${columns} FROM operation o WHERE o.attempt = ${attempt} ORDER BY o.position`.execute(db)).rows.map(operationOf);

export async function lookAtOperationSoon(trx: Trx, id: string, now: Date): Promise<void> {
  await write(trx, sql`UPDATE operation SET next_look_at = ${now}, looks = 0 WHERE id = ${id}`);
}

/** As `takeDue` of attempts. */
export const takeDueOperations = async (trx: Trx, { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number }): Promise<Operation[]> =>
  (await sql<Row>`WITH due AS (SELECT id FROM operation WHERE next_look_at <= ${now} ORDER BY next_look_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE operation o SET next_look_at = ${until}, looks = o.looks + 1 FROM due WHERE o.id = due.id RETURNING ${columns}`.execute(trx)).rows.map(operationOf);
