/** How long the commit of one row takes meanwhile, on a connection of its own: a payment waits for three of them, whatever the program does. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseProps } from '../../../services/kit/database.ts';
import { connected } from './connected.ts';
import { serve } from './messages.ts';

export interface Committing {
  readonly database: DatabaseProps;
  readonly seconds: number;
}

/** Milliseconds between two, which the disk does not notice. */
const every = 40;

/** Milliseconds of each. */
export async function commits({ database, seconds }: Committing): Promise<readonly number[]> {
  const client = await connected(database);
  const whole: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; await pause(every)) {
    const start = performance.now();
    await client.query("INSERT INTO inbox (consumer, event) VALUES ('bench', gen_random_uuid())");
    whole.push(performance.now() - start);
  }
  await client.end();
  return whole;
}

serve(commits);
