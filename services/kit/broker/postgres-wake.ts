/** Wakes who reads events as soon as some were appended (LISTEN). What nobody is told of is found at the next look. */
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import type { Background } from '../program.ts';

export interface Notices extends Background {
  /** Repeats `work` until stopped: at once while it says that there is more, at a notice, and every so many milliseconds. */
  readonly repeat: (name: string, work: () => Promise<boolean>, every: number) => Background;
}

export function listenTo(pool: pg.Pool, channel: string, log: FastifyBaseLogger): Notices {
  const sleepers = new Set<() => void>();
  const wake = (): void => sleepers.forEach((one) => one());
  const listening = keepListening(pool, channel, wake);
  return {
    repeat: (name, work, every) => {
      let stopped = false;
      // A notice that comes while work is done is for the events that this work may have missed.
      let told = false;
      let rouse = (): void => {};
      const onNotice = (): void => { told = true; rouse(); };
      sleepers.add(onNotice);
      const pause = (): Promise<void> =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, every);
          rouse = () => { clearTimeout(timer); resolve(); };
        });
      const running = (async () => {
        while (!stopped) {
          told = false;
          const more = await work().catch((error: unknown) => {
            log.error({ err: error }, `${name} failed and is tried again`);
            return undefined;
          });
          // After a failure the pause is kept whatever comes: a database that is away must not be asked in a circle.
          if (!stopped && (more === undefined || (!more && !told))) await pause();
        }
      })();
      return { stop: async () => { stopped = true; sleepers.delete(onNotice); rouse(); await running; } };
    },
    stop: listening.stop,
  };
}

/** One connection that listens, made again a second after it broke. */
function keepListening(pool: pg.Pool, channel: string, wake: () => void): Background {
  let stopped = false;
  let client: pg.PoolClient | undefined;
  let again: NodeJS.Timeout | undefined;
  const lost = (): void => {
    client?.release(true);
    client = undefined;
    if (!stopped) again ??= setTimeout(() => void connect(), 1_000);
  };
  const connect = async (): Promise<void> => {
    again = undefined;
    try {
      const made = await pool.connect();
      client = made;
      if (stopped) return lost();
      made.once('error', lost);
      made.on('notification', wake);
      await made.query(`LISTEN ${channel}`);
      wake();
    } catch {
      lost();
    }
  };
  const first = connect();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(again);
      await first;
      client?.release(true);
      client = undefined;
    },
  };
}
