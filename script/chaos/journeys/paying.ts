/** Pays: by an attempt, by what the payer is asked to do then, and by coming back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { UserName } from '../../demo/users.ts';
import type { Tender } from '../plan.ts';
import { doWhatIsAsked } from './acting.ts';
import { instrumentOf } from './instruments.ts';
import type { World } from './journey.ts';
import { PaymentSeen } from './shapes.ts';

const returnAddress = 'https://shop.example/back';

/** In milliseconds: how long a payer looks at a page that says "please wait". */
const patience = 20_000;

/** Reads the payment until it is known what became of it. */
async function awaited({ shopper }: World, as: UserName, seen: PaymentSeen, waiting: readonly string[]): Promise<PaymentSeen> {
  let last = seen;
  for (const end = performance.now() + patience; waiting.includes(last.state) && performance.now() < end; ) {
    await pause(500);
    last = (await shopper.get(PaymentSeen, `/v1/payments/${seen.payment}`, { as })) ?? last;
  }
  return last;
}

interface Paying {
  readonly world: World;
  readonly as: UserName;
  readonly tender: Tender;
}

async function attempt({ world, as, tender }: Paying, payment: string, by: Pick<Tender, 'method' | 'card' | 'amount' | 'wallet'>): Promise<PaymentSeen | undefined> {
  const instrument = await instrumentOf(world, by, as, payment);
  const answer = instrument && (await world.shopper.get(PaymentSeen, `/v1/payments/${payment}/attempts`, { as, method: 'POST', body: { instrument, ...(as.startsWith('till') ? {} : { returnAddress }) }, twice: tender.twice }));
  return answer && awaited(world, as, answer, ['processing']);
}

/** Does what is asked, and comes back unless the tab is closed. */
async function finish({ world, as, tender }: Paying, seen: PaymentSeen): Promise<PaymentSeen | undefined> {
  const returned = await doWhatIsAsked(world, seen);
  if (tender.behaviour === 'closes the tab') return undefined;
  const path = `/v1/payments/${seen.payment}/attempts/${seen.attempts.at(-1)?.attempt ?? ''}/completion`;
  const back = returned && (await world.shopper.get(PaymentSeen, path, { as, method: 'POST', body: { returned }, twice: tender.twice }));
  return awaited(world, as, back ?? seen, ['processing', 'requires-action']);
}

/** A second attempt, and what the first had asked for after all. */
async function beginAnew(paying: Paying, first: PaymentSeen): Promise<PaymentSeen | undefined> {
  const second = await attempt(paying, first.payment, { ...paying.tender, method: 'card', card: 'good' });
  await doWhatIsAsked(paying.world, first);
  return second;
}

/** Where nothing was done and the payment is open again, a buyer tries once more after a while; a card that is refused stays so. */
async function attempts(paying: Paying, payment: string): Promise<PaymentSeen | undefined> {
  const { tender } = paying;
  for (let tries = 1; ; tries += 1) {
    const seen = await attempt(paying, payment, tender);
    if (tries === 4 || (seen !== undefined && seen.state !== 'open') || (tender.method === 'card' && tender.card === 'declined')) return seen;
    await pause(tries * 1_000);
  }
}

/** Answers the payment as it was seen last; nothing where its payer has left. */
export async function pay(world: World, tender: Tender, { payment }: PaymentSeen, as: UserName): Promise<PaymentSeen | undefined> {
  const paying = { world, as, tender };
  const first = await attempts(paying, payment);
  if (first?.state !== 'requires-action') return first;
  if (tender.behaviour === 'leaves') return undefined;
  return tender.behaviour === 'begins anew' ? beginAnew(paying, first) : finish(paying, first);
}
