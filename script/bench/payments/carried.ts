/** Waits until all that was written in a search is carried: notices to the merchant and events. Half load is half load, without what the whole has left. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseProps } from '../../../services/kit/database.ts';
import { connected } from './connected.ts';

/** Milliseconds. */
const patience = 60_000;

const waiting = `SELECT (SELECT count(*) FROM delivery WHERE state = 'pending') + (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS waiting`;

/** Seconds that it took. Throws where it does not come to an end: the rate was more than the program can carry. */
export async function carried(database: DatabaseProps): Promise<number> {
  const client = await connected(database);
  const begun = performance.now();
  try {
    for (;;) {
      const { rows: [row] } = await client.query<{ readonly waiting: string }>(waiting);
      const took = performance.now() - begun;
      if (row?.waiting === '0') return took / 1_000;
      if (took > patience) throw new Error(`${row?.waiting} notices and events still wait after ${patience / 1_000} s`);
      await pause(200);
    }
  } finally {
    await client.end();
  }
}
