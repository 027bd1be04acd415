/** Waits until everything has settled: nothing is asked, looked up, sent or told any more. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Counter } from '../demo/counter.ts';
import type { Databases, Rows } from './databases.ts';
import type { Outside } from './outside.ts';
import type { Shopper } from './shopper.ts';

/** What is still on its way in payments, with how much of it there is. What its payer has left and its provider cannot take back is let go (stray): nobody waits for it. */
const underWay = `
  SELECT 'attempts that are ' || state AS what, count(*)::int AS left FROM attempt WHERE state IN ('sending', 'unknown', 'pending', 'requires-action', 'completing') AND NOT (state = 'requires-action' AND stray) GROUP BY state
  UNION ALL SELECT 'operations that are ' || state, count(*)::int FROM operation WHERE state IN ('sending', 'unknown', 'accepted') GROUP BY state
  UNION ALL SELECT 'automatic captures that are not taken', count(*)::int FROM attempt JOIN payment ON payment.id = attempt.payment WHERE attempt.state = 'authorised' AND payment.capture = 'automatic' AND NOT stray AND authorised > attempt.captured + released HAVING count(*) > 0
  UNION ALL SELECT 'stray attempts that are not given back', count(*)::int FROM attempt WHERE stray AND authorised > 0 AND next_look_at IS NOT NULL HAVING count(*) > 0
  UNION ALL SELECT 'requests without an answer', count(*)::int FROM idempotency WHERE status IS NULL HAVING count(*) > 0
  UNION ALL SELECT 'events in the outbox', count(*)::int FROM outbox WHERE published_at IS NULL HAVING count(*) > 0`;

const unread = `
  SELECT offsets.consumer_group || ' has not read all of ' || events.topic AS what, count(*)::int AS left
  FROM events JOIN offsets ON offsets.topic = events.topic AND offsets.partition = events.partition
  WHERE events.position > offsets.position AND events.topic = 'payments.events' AND offsets.consumer_group IN ('ledger', 'baskets') GROUP BY 1`;

const isRow = (row: unknown): row is Rows[number] => typeof row === 'object' && row !== null;

const words = (rows: readonly unknown[]): string[] => rows.filter(isRow).map(({ what, left }) => `${String(left)} ${String(what)}`);

export interface Settling {
  readonly counter: Counter;
  readonly databases: Databases;
  readonly outside: Outside;
  readonly shopper: Shopper;
}

const leftIn = async ({ counter, databases }: Settling): Promise<string[]> => [...words(await databases.ask('payments', underWay)), ...words((await counter.events(unread, [])).rows)];

/** Who buys with crypto has a quarter of an hour: whoever has left is not waited for, the operator ends it. */
async function endInvoices({ databases, shopper }: Settling): Promise<void> {
  const left = await databases.ask('payments', `SELECT payment::text FROM attempt WHERE state = 'requires-action' AND provider = 'crypto'`);
  await Promise.all(left.map(({ payment }) => shopper.ask(`/v1/payments/${String(payment)}/voids`, { as: 'operator', method: 'POST', body: {} }).catch(() => undefined)));
}

/** A refund of crypto waits for the buyer to say where it goes: they all do. */
async function claimRefunds({ outside }: Settling): Promise<void> {
  const waiting = (await outside.happened()).filter(({ provider, what, state }) => provider === 'btcpay' && what === 'refund' && state === 'AwaitingClaim');
  for (const { reference } of waiting) await outside.act('btcpay', 'claim', { refund: reference });
}

/** Payments asks about what a provider has taken on ever more seldom; here nobody waits. */
const lookAtOnce = async ({ databases }: Settling): Promise<void> =>
  void (await databases.ask('payments', `UPDATE operation SET next_look_at = now() WHERE state = 'accepted' AND next_look_at > now() + interval '2 seconds'`));

/** Answers what has not settled within the patience, in milliseconds. */
export async function settle(settling: Settling, patience: number, say: (line: string) => void): Promise<readonly string[]> {
  let left = ['everything'];
  let told = '';
  let quiet = 0;
  for (const end = performance.now() + patience; performance.now() < end; await pause(1_000)) {
    await settling.outside.hurry();
    await claimRefunds(settling);
    await lookAtOnce(settling);
    await endInvoices(settling);
    left = await leftIn(settling);
    // Twice in a row: what one program has just finished, another may just be told of.
    quiet = left.length === 0 ? quiet + 1 : 0;
    if (quiet === 2) return [];
    if (left.join() !== told && left.length > 0) say(`  left: ${left.join(', ')}`);
    told = left.join();
  }
  return left.length > 0 ? left : ['it has just settled, and may not have'];
}
