/** What several steps do alike: baskets and payments through the gateway. */
import type { UserName } from '../users.ts';
import { eventually, read } from './check.ts';
import { Basket, Payment, type PaymentSeen } from './shapes.ts';
import type { World } from './world.ts';

export async function basketOf({ ask }: World, as: UserName, items: Readonly<Record<string, number>>): Promise<{ readonly basket: string; readonly total: number }> {
  let seen = read('the basket', Basket, (await ask('/v1/baskets', { as, method: 'POST', body: { currency: 'EUR' } })).body);
  for (const [product, quantity] of Object.entries(items)) seen = read('the basket', Basket, (await ask(`/v1/baskets/${seen.basket}/items/${product}`, { as, method: 'PUT', body: { quantity }, headers: { 'if-match': `"${seen.version}"` } })).body);
  return { basket: seen.basket, total: seen.total.amount };
}

export async function intent({ ask }: World, as: UserName, body: object, mfa = false): Promise<PaymentSeen> {
  return read('the payment', Payment, (await ask('/v1/payments', { as, mfa, method: 'POST', body })).body);
}

export async function attempt({ ask }: World, as: UserName, payment: string, body: object): Promise<PaymentSeen> {
  return read('the payment', Payment, (await ask(`/v1/payments/${payment}/attempts`, { as, method: 'POST', body })).body);
}

/** The payer is back from where they were sent: what their address said goes along. */
export async function comeBack({ ask }: World, as: UserName, seen: PaymentSeen, returned: Readonly<Record<string, string>>): Promise<PaymentSeen> {
  const last = seen.attempts.at(-1);
  return read('the payment', Payment, (await ask(`/v1/payments/${seen.payment}/attempts/${last?.attempt ?? ''}/completion`, { as, method: 'POST', body: { returned } })).body);
}

/** Reads the payment until it is in this state. */
export const becomes = ({ ask }: World, as: UserName, payment: string, state: string, seconds = 30): Promise<PaymentSeen> =>
  eventually(`the payment ${payment} is ${state}`, async () => {
    const seen = read('the payment', Payment, (await ask(`/v1/payments/${payment}`, { as })).body);
    return seen.state === state ? seen : undefined;
  }, seconds);

export const action = (seen: PaymentSeen) => {
  const found = seen.attempts.at(-1)?.action;
  if (!found) throw new Error(`nothing is asked of the payer: the payment is ${seen.state}, its attempt ${seen.attempts.at(-1)?.state ?? 'none'}`);
  return found;
};
