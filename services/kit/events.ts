/** Events: written with the state that they tell, carried later, acted on once. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Consumption, Topic } from '../../constructs/declaration/index.ts';
import { sending, traceparentNow, type MessagingSystem } from './telemetry-events.ts';
import { write } from './trips.ts';

/** What travels. */
export interface Event {
  /** Unique for ever: consumers recognise a repetition by it. */
  readonly id: string;
  readonly topic: string;
  /** Events of one key arrive in the order in which they were written. */
  readonly key: string;
  readonly type: string;
  readonly payload: unknown;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  /** W3C Trace Context, of what wrote or sent it: beside the event, and no part of what it tells. */
  readonly traceparent?: string;
}

export interface NewEvent {
  readonly key: string;
  readonly type: string;
  readonly payload: unknown;
}

/** Writes an event in the transaction of what it tells (transactional outbox). */
export async function publish<T>(trx: Transaction<T>, topic: Topic, { key, type, payload }: NewEvent): Promise<string> {
  const id = randomUUID();
  await write(trx, sql`INSERT INTO outbox (id, topic, key, type, payload, occurred_at, traceparent) VALUES (${id}, ${topic.name}, ${key}, ${type}, ${JSON.stringify(payload)}::jsonb, now(), ${traceparentNow() ?? null})`);
  return id;
}

/** Carries events to whoever consumes them. Resolves when they are safe there. */
export interface Transport {
  /** For traces. @default - it is not said */
  readonly system?: MessagingSystem;
  readonly send: (events: readonly Event[]) => Promise<void>;
}

interface OutboxRow {
  readonly position: bigint;
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: unknown;
  readonly occurred_at: Date;
  readonly traceparent: string | null;
}

const eventIn = ({ id, topic, key, type, payload, occurred_at, traceparent }: OutboxRow): Event => ({ id, topic, key, type, payload, occurredAt: occurred_at.toISOString(), ...(traceparent !== null && { traceparent }) });

/** Any constant; one relay a database carries at a time, so that the order within a key holds. */
const relayLock = 7_233_002;

/**
 * Carries the oldest unpublished events, at most `batch`. Returns how many were carried; 0 also while another process carries. Delivery is at least
 * once: when the process ends between sending and marking, they are sent again.
 */
export async function relay<T>(db: Kysely<T>, transport: Transport, batch = 100): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const lock = await sql<{ locked: boolean }>`SELECT pg_try_advisory_xact_lock(${relayLock}) AS locked`.execute(trx);
    if (lock.rows[0]?.locked !== true) return 0;
    const { rows } = await sql<OutboxRow>`SELECT position, id, topic, key, type, payload, occurred_at, traceparent FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT ${batch}`.execute(trx);
    if (rows.length === 0) return 0;
    await sending(rows.map(eventIn), transport.system, (events) => transport.send(events));
    await sql`UPDATE outbox SET published_at = now() WHERE position = ANY(${rows.map(({ position }) => position)})`.execute(trx);
    return rows.length;
  });
}

/** Acts on an event once per consumer: a repetition changes nothing. Returns whether it was acted on now. */
export async function consumeOnce<T>(db: Kysely<T>, consumer: string, event: Event, act: (trx: Transaction<T>, event: Event) => Promise<void>): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numAffectedRows } = await sql`INSERT INTO inbox (consumer, event) VALUES (${consumer}, ${event.id}) ON CONFLICT DO NOTHING`.execute(trx);
    if (numAffectedRows !== 1n) return false;
    await act(trx, event);
    return true;
  });
}

/** The topics that a program listens to, each with what it does: keys must be those of its declaration. */
export type Listeners<T> = Readonly<Record<string, (trx: Transaction<T>, event: Event) => Promise<void>>>;

/** Consumptions that are declared and not listened to, and the reverse. */
export function listenerFaults(service: { readonly name: string; readonly consumes: readonly Consumption[] }, listeners: object): string[] {
  const declared = service.consumes.map(({ topic }) => topic.name);
  const listened = Object.keys(listeners);
  return [
    ...declared.filter((topic) => !listened.includes(topic)).map((topic) => `${service.name} declares that it consumes ${topic} and has no listener for it`),
    ...listened.filter((topic) => !declared.includes(topic)).map((topic) => `${service.name} listens to ${topic}, which it does not declare`),
  ];
}
