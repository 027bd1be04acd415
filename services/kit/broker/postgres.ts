/**
 * Events between the processes of one machine, through a PostgreSQL database of their own. A topic is a log of a fixed number of partitions, an
 * event's key chooses its partition, and a group reads each partition by one process at a time: who holds the row of its offset.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { sql, type Kysely, type Transaction } from 'kysely';
import { openDatabase, type DatabaseProps } from '../database.ts';
import type { Event } from '../events.ts';
import { migrate } from '../migrations.ts';
import { locking } from '../locks.ts';
import { repeat, type Background } from '../program.ts';
import { pauseAfter, type Broker } from './broker.ts';
import { listenTo } from './postgres-wake.ts';

/** Of every topic. Part of what is stored: with another number, keys would change their partition. */
const partitions = 12;

/** Partitions that one process reads at the same time for a group. */
const readers = 2;

/** Events that are handled before the partition is left to another process. */
const batch = 50;

/** Milliseconds between two looks when no notice came: after a failure, nobody sends one. */
const pollEvery = 500;

/** The longest retention that a topic declares: services/<name>/topics.ts. */
const retention = '30 days';

const channel = 'guichet_events';

const partitionOf = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE() % partitions;

type Db = Kysely<unknown>;
type Trx = Transaction<unknown>;

interface EventRow {
  readonly position: bigint;
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: unknown;
  readonly occurred_at: Date;
  readonly traceparent: string | null;
}

const eventIn = ({ id, topic, key, type, payload, occurred_at, traceparent }: EventRow): Event => ({ id, topic, key, type, payload, occurredAt: occurred_at.toISOString(), ...(traceparent !== null && { traceparent }) });

/** Appends in the order given, all or nothing. The locks are taken in one order, so that no two senders wait for one another. */
async function append(db: Db, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  const placed = events.map((event) => ({ ...event, partition: partitionOf(event.key) }));
  const locks = [...new Set(placed.map(({ topic, partition }) => `${topic}/${partition}`))].sort();
  await db.transaction().execute(async (trx) => {
    for (const lock of locks) await locking(lock).execute(trx);
    for (const { topic, partition, id, key, type, payload, occurredAt, traceparent } of placed) {
      await sql`INSERT INTO events (topic, partition, id, key, type, payload, occurred_at, traceparent) VALUES (${topic}, ${partition}, ${id}, ${key}, ${type}, ${JSON.stringify(payload)}::jsonb, ${occurredAt}, ${traceparent ?? null})`.execute(trx);
    }
    // Told when this commits.
    await sql`SELECT pg_notify(${channel}, '')`.execute(trx);
  });
}

interface Reading {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: (event: Event) => Promise<void>;
  readonly log: FastifyBaseLogger;
  readonly stopping: () => boolean;
}

interface Claimed {
  readonly topic: string;
  readonly partition: number;
  readonly position: bigint;
  readonly failures: number;
}

/** A partition with something to read that no other process reads. It stays this one's until the transaction ends, or its connection. */
async function claim(trx: Trx, { group, topics }: Reading): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    SELECT topic, partition, position, failures FROM offsets o
    WHERE consumer_group = ${group} AND topic = ANY(${topics}) AND retry_at <= now()
      AND EXISTS (SELECT 1 FROM events e WHERE e.topic = o.topic AND e.partition = o.partition AND e.position > o.position)
    ORDER BY served_at LIMIT 1 FOR UPDATE SKIP LOCKED`.execute(trx);
  return rows[0];
}

async function eventsAfter(trx: Trx, { topic, partition, position }: Claimed): Promise<readonly EventRow[]> {
  const { rows } = await sql<EventRow>`SELECT position, id, topic, key, type, payload, occurred_at, traceparent FROM events WHERE topic = ${topic} AND partition = ${partition} AND position > ${position} ORDER BY position LIMIT ${batch}`.execute(trx);
  return rows;
}

interface Progress {
  readonly position: bigint;
  /** In a row, of the event after that. */
  readonly failures: number;
}

/** Handles events in their order until one fails. */
async function handleInOrder(rows: readonly EventRow[], claimed: Claimed, { group, handle, log, stopping }: Reading): Promise<Progress> {
  let progress: Progress = claimed;
  for (const row of rows) {
    if (stopping()) return progress;
    const event = eventIn(row);
    try {
      await handle(event);
      progress = { position: row.position, failures: 0 };
    } catch (error) {
      log.error({ err: error, group, topic: event.topic, event: event.id }, 'an event failed: it is tried again before those after it');
      return { ...progress, failures: progress.failures + 1 };
    }
  }
  return progress;
}

/** Reads one partition. Returns whether there may be more to read at once. */
const readOnce = (db: Db, reading: Reading): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const claimed = reading.stopping() ? undefined : await claim(trx, reading);
    if (!claimed) return false;
    const { position, failures } = await handleInOrder(await eventsAfter(trx, claimed), claimed, reading);
    const pause = failures === 0 ? 0 : pauseAfter(failures);
    await sql`UPDATE offsets SET position = ${position}, failures = ${failures}, retry_at = clock_timestamp() + ${pause} * interval '1 millisecond', served_at = clock_timestamp()
      WHERE consumer_group = ${reading.group} AND topic = ${claimed.topic} AND partition = ${claimed.partition}`.execute(trx);
    return true;
  });

/** A group that is new reads from the beginning of what is kept. */
async function joinGroup(db: Db, group: string, topics: readonly string[]): Promise<void> {
  for (const topic of topics) await sql`INSERT INTO offsets (consumer_group, topic, partition) SELECT ${group}, ${topic}, generate_series(0, ${partitions - 1}) ON CONFLICT DO NOTHING`.execute(db);
}

/** `database` holds the events of all programs that are to hear one another. */
export async function openPostgresBroker(database: DatabaseProps, log: FastifyBaseLogger): Promise<Broker> {
  const { db, pool, close } = await openDatabase<unknown>(database);
  await migrate(pool, [join(import.meta.dirname, 'migrations')]);
  const notices = listenTo(pool, channel, log);
  const forgetting = repeat('forgetting old events', async () => {
    await sql`DELETE FROM events WHERE appended_at < now() - ${retention}::interval`.execute(db);
    return false;
  }, { every: 3_600_000, log });
  const subscriptions = new Set<Background>();
  return {
    system: 'postgresql',
    send: (events) => append(db, events),
    subscribe: async (group, topics, handle) => {
      await joinGroup(db, group, topics);
      let stopping = false;
      const reading: Reading = { group, topics, handle, log, stopping: () => stopping };
      const loops = Array.from({ length: readers }, () => notices.repeat(`reading for ${group}`, () => readOnce(db, reading), pollEvery));
      const subscription: Background = {
        stop: async () => {
          stopping = true;
          subscriptions.delete(subscription);
          await Promise.all(loops.map(({ stop }) => stop()));
        },
      };
      subscriptions.add(subscription);
      return subscription;
    },
    close: async () => {
      await Promise.all([...subscriptions].map(({ stop }) => stop()));
      await forgetting.stop();
      await notices.stop();
      await close();
    },
  };
}
