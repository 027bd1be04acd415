/** What the database does by itself: the transactions of payments, as the program runs them, one after another on as many connections, and nothing beside. */
import type pg from 'pg';
import type { DatabaseProps } from '../../../services/kit/database.ts';
import { connected } from './connected.ts';
import { serve } from './messages.ts';
import { another, tripsOf, type Work } from './statements.ts';
import type { Statement } from './wire.ts';

export interface Bare {
  readonly database: DatabaseProps;
  readonly works: readonly Work[];
  readonly connections: number;
  /** Statements in the trips in which the program has sent them, or each waited for, as pgbench does. */
  readonly inTrips: boolean;
  readonly seconds: number;
}

export interface Done {
  /** Payments a second. */
  readonly rate: number;
  /** Milliseconds of each. */
  readonly whole: readonly number[];
}

const ask = (client: pg.Client, { name, text, values }: Statement): Promise<unknown> => (values.length === 0 ? client.query(text) : client.query({ text, values: [...values], ...(name !== '' && { name }) }));

async function replay(client: pg.Client, trips: readonly Work[]): Promise<void> {
  const { stream } = client.connection;
  for (const trip of trips) {
    stream.cork();
    const answers = trip.map((statement) => ask(client, statement));
    stream.uncork();
    await Promise.all(answers);
  }
}

export async function bare({ database, works, connections, inTrips, seconds }: Bare): Promise<Done> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(database)));
  const split = inTrips ? tripsOf : (work: Work): Work[] => work.map((statement) => [statement]);
  const whole: number[] = [];
  const began = performance.now();
  const end = began + seconds * 1_000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) {
        const start = performance.now();
        await replay(client, another(works).flatMap(split));
        whole.push(performance.now() - start);
      }
    }),
  );
  const took = performance.now() - began;
  await Promise.all(clients.map((client) => client.end()));
  return { rate: (whole.length / took) * 1_000, whole };
}

serve(bare);
