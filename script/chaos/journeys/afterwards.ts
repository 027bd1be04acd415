/** What the shop does with a payment: takes what was reserved in one or several captures, gives the rest back, refunds. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Tender } from '../plan.ts';
import type { World } from './journey.ts';
import { PaymentSeen } from './shapes.ts';

interface Wanted {
  readonly what: 'captures' | 'voids' | 'refunds';
  readonly body: object;
  readonly twice: boolean;
}

/** While it is not known what became of an earlier one, the answer is 409: asked again a few times, and then left. */
async function modify({ shopper }: World, payment: string, { what, body, twice }: Wanted): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    const { status } = await shopper.ask(`/v1/payments/${payment}/${what}`, { as: 'operator', mfa: what === 'refunds', method: 'POST', body, twice });
    if (status !== 409) return;
    await pause(700);
  }
}

const hundredths = (amount: number, part: bigint): number => Number((BigInt(amount) * part) / 100n);

async function take(world: World, { captures, rest, twice }: Tender, { payment, authorised }: PaymentSeen): Promise<void> {
  for (const part of captures) await modify(world, payment, { what: 'captures', body: { amount: { ...authorised, amount: hundredths(authorised.amount, part) } }, twice });
  if (rest === 'taken') await modify(world, payment, { what: 'captures', body: {}, twice });
  if (rest === 'given back') await modify(world, payment, { what: 'voids', body: {}, twice });
}

/** The capture that has taken the most, once one is done. */
async function largestCapture({ shopper }: World, payment: string) {
  for (let tries = 0; tries < 8; tries += 1) {
    const seen = await shopper.get(PaymentSeen, `/v1/payments/${payment}`, { as: 'operator' });
    const [largest] = (seen?.operations ?? []).filter(({ kind, state }) => kind === 'capture' && state === 'done').sort((a, b) => b.amount.amount - a.amount.amount);
    if (largest) return largest;
    await pause(500);
  }
  return undefined;
}

export async function afterwards(world: World, tender: Tender, paid: PaymentSeen): Promise<void> {
  if (paid.state === 'authorised' && tender.capture === 'manual') await take(world, tender, paid);
  // A transfer is never taken back.
  if (tender.refunds.length === 0 || tender.method === 'bank' || !['authorised', 'captured'].includes(paid.state)) return;
  const capture = await largestCapture(world, paid.payment);
  if (!capture) return;
  for (const part of tender.refunds) await modify(world, paid.payment, { what: 'refunds', body: { capture: capture.operation, amount: { ...capture.amount, amount: hundredths(capture.amount.amount, part) } }, twice: tender.twice });
}
