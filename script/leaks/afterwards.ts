/** What is done with a card payment that was made: captures, voids and refunds, which ask the vault for the number once more; over acquirers that fail too. */
import { read } from '../demo/tour/check.ts';
import { Payment } from '../demo/tour/shapes.ts';
import type { World } from '../demo/tour/world.ts';
import type { Answered, Asking } from './asking.ts';
import { numbers } from './numbers.ts';
import { newPayment, pay } from './paying.ts';

const part = { amount: { amount: 400, currency: 'EUR' } } as const;

/** Whether the answer was lost matters not here: what is looked for is the number. */
async function everyModification(asking: Asking, number: string): Promise<string[]> {
  const operator = (payment: string, what: 'captures' | 'voids' | 'refunds', body: object): Promise<Answered> => asking.ask(`/v1/payments/${payment}/${what}`, { as: 'operator', mfa: true, method: 'POST', body });
  const [taken, given] = [await newPayment(asking, 'manual'), await newPayment(asking, 'manual')];
  for (const payment of [taken, given]) await pay(asking, number, payment);
  await operator(taken, 'captures', part);
  await operator(taken, 'captures', { ...part, final: true });
  await operator(taken, 'refunds', part);
  await operator(given, 'voids', {});
  return Promise.all([taken, given].map(async (payment) => read('the payment', Payment, JSON.parse((await asking.ask(`/v1/payments/${payment}`, { as: 'customer' })).text)).state));
}

/** States of the payments that were taken in part and given back in part, and of those that were voided. */
export async function modifications(world: World, asking: Asking): Promise<string[]> {
  const good = await everyModification(asking, numbers.visa);
  await world.outside('/faults', ['stripe', 'adyen-checkout'].map((provider) => ({ fault: 'answer-lost', provider })), 'PUT');
  await everyModification(asking, numbers.mastercard);
  await world.outside('/faults', [], 'PUT');
  return good;
}
