/** Pushes the numbers through, and tells of what was not as it must be: a push that reached nothing finds nothing. */
import { Type } from 'typebox';
import { equal, read } from '../demo/tour/check.ts';
import { basketOf } from '../demo/tour/shopping.ts';
import type { World } from '../demo/tour/world.ts';
import { modifications } from './afterwards.ts';
import type { Asking } from './asking.ts';
import { misplaced, type Known } from './misplaced.ts';
import { numbers } from './numbers.ts';
import { everyCard, failingAcquirers, fallingPrograms, newPayment, newSession } from './paying.ts';

const Created = Type.Object({ customer: Type.String() });

async function knownBefore(world: World, asking: Asking): Promise<Known> {
  const { basket } = await basketOf(world, 'customer', { mug: 1 });
  const payment = await newPayment(asking);
  const { session } = await newSession(asking, payment);
  const { customer } = read('the profile', Created, (await world.ask('/v1/customers', { as: 'customer', method: 'POST', body: { name: 'Ada Lovelace' } })).body);
  return { basket, version: 2, payment, attempt: payment, session, customer };
}

/** Some at a time. */
async function inTurns<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let i = 0; i < items.length; i += size) done.push(...(await Promise.all(items.slice(i, i + size).map(work))));
  return done;
}

async function pushMisplaced(asking: Asking, known: Known): Promise<string[]> {
  const every = [numbers.visa, numbers.amex, numbers.diners, numbers.longest].flatMap((number) => misplaced(known, number).map((one) => ({ ...one, number })));
  const faults = await inTurns(every, 24, async ({ path, asked, refused, number }) => {
    const { status } = await asking.ask(path, asked);
    const what = `${asked.method ?? 'GET'} ${path.replaceAll(/\d{4}[^/]*\d{4}/g, '…')} with the number that ends in ${number.slice(-4)}`;
    if (status >= 500) return [`${what} is answered ${status}`];
    return refused && status !== 400 ? [`${what} in ${JSON.stringify(asked.body ?? '').replaceAll(/\d(?:\W?\d){9,}/g, '…')}${asked.headers?.['idempotency-key'] === undefined ? '' : ' (Idempotency-Key)'} is answered ${status}, not 400`] : [];
  });
  return [...new Set(faults.flat())];
}

export async function push(world: World, asking: Asking, say: (line: string) => void): Promise<string[]> {
  const told = (line: string): void => say(`${(performance.now() / 1000).toFixed(1)} s: ${line}`);
  const known = await knownBefore(world, asking);
  const cards = await everyCard(asking);
  equal('a good card', cards.get(numbers.visa), 'captured');
  equal('a challenged card', cards.get(numbers.challenged), 'requires-action');
  told(`cards paid with: ${[...Map.groupBy(cards.values(), (state) => state)].map(([state, own]) => `${own.length} ${state}`).join(', ')}`);
  equal('what is taken in parts and given back in part, and what is voided', await modifications(world, asking), ['partly-refunded', 'voided']);
  const failing = await failingAcquirers(world, asking);
  told(`${failing.length} payments over acquirers that fail: ${[...new Set(failing)].join(', ')}`);
  const faults = await pushMisplaced(asking, known);
  told(`numbers where none belongs: ${faults.length} faults`);
  const interrupted = await fallingPrograms(world, asking);
  told(`programs killed with numbers on their way: ${interrupted} requests were interrupted`);
  const nobody = interrupted === 0 ? ['no request was interrupted by a fall: the kills came too late'] : [];
  told(`answers by status: ${[...asking.statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status} ${times}`).join(', ')}`);
  return [...faults, ...nobody];
}
