/** What a broker must do for several processes of a group, of which some are killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Event } from '../events.ts';
import { byKey, carry, manyOf, type BrokerUnderTest } from './broker.ts';
import type { TestDatabase } from './database.ts';
import { until } from './process.ts';

export interface SharedBroker extends BrokerUnderTest {
  /** As a process opens it. */
  readonly variables: Readonly<Record<'KAFKA_BROKERS' | 'KAFKA_CREDENTIALS_DIRECTORY', string>>;
  /** Where the processes note what they saw. */
  readonly database: TestDatabase<unknown>;
  /** Cuts every connection, or stops the broker and starts it again. */
  readonly cut?: () => Promise<void>;
}

interface Seen extends Event {
  readonly process: number;
}

const listening = ({ variables, database: { props } }: SharedBroker, topic: string): ChildProcess =>
  spawn(process.execPath, [`${import.meta.dirname}/listening-process.ts`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...variables, KAFKA_GROUP: `group-${topic}`, TOPIC: topic, PAUSE_MS: '5', DATABASE_HOST: props.host, DATABASE_PORT: String(props.port), DATABASE_NAME: props.database, DATABASE_CREDENTIALS_DIRECTORY: props.credentialsDirectory },
  });

/** Says so once, when it has begun to listen: what is taken away before that ends a process, as it should. */
const begun = async ({ stdout }: ChildProcess): Promise<void> => {
  if (stdout) await once(stdout, 'data');
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** Registers the scenarios with Jest. */
export function processScenarios(under: () => SharedBroker): void {
  const keys = Array.from({ length: 24 }, (_, i) => `key-${i}`);

  type Disturb = (children: readonly ChildProcess[], seen: () => Promise<readonly Seen[]>) => Promise<void>;

  const play = async (survivors: number, disturb: Disturb): Promise<readonly Seen[]> => {
    const { open, topic: newTopic, database } = under();
    await sql`CREATE TABLE IF NOT EXISTS seen (position bigint GENERATED ALWAYS AS IDENTITY, id uuid UNIQUE, key text, type text, process integer)`.execute(database.db);
    await sql`TRUNCATE seen`.execute(database.db);
    const seen = async () => (await sql<Seen>`SELECT id, key, type, process FROM seen ORDER BY position`.execute(database.db)).rows;
    const [topic, broker] = [await newTopic(), await open()];
    const children = [listening(under(), topic), listening(under(), topic), listening(under(), topic)];
    const events = manyOf(topic, keys, 25);
    try {
      await Promise.all(children.map(begun));
      const sending = (async () => { for (let i = 0; i < events.length; i += 40) await carry(broker, events.slice(i, i + 40)); })();
      await disturb(children, seen);
      await sending;
      await until('all have been seen', async () => (await seen()).length === events.length, 60_000);
      expect(byKey(await seen())).toEqual(byKey(events));
      expect(children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toHaveLength(survivors);
      return await seen();
    } finally {
      await Promise.all(children.map(ended));
      await broker.close();
    }
  };

  it('loses nothing and keeps the order of every key when a process of the group is killed', async () => {
    const all = await play(2, async ([first], seen) => {
      await until('two processes have seen some', async () => new Set((await seen()).map(({ process }) => process)).size > 1);
      if (first) await ended(first);
    });
    expect(new Set(all.map(({ process }) => process)).size).toBeGreaterThan(1);
  }, 120_000);

  it('goes on after the broker was away', async () => {
    const { cut } = under();
    if (!cut) return console.warn('the broker was not taken away: this run cannot restart it (script/ci/broker.ts can)');
    await play(3, async (_, seen) => {
      await until('some have been seen', async () => (await seen()).length > 50);
      await cut();
    });
  }, 120_000);
}
