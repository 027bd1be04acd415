/** What is paid with. */
import type { UserName } from '../../demo/users.ts';
import type { Tender } from '../plan.ts';
import type { World } from './journey.ts';
import { Session, Tokenised } from './shapes.ts';

/** Documented test cards. Small amounts are cheaper at Stripe, others at Adyen; a number that only one of them knows is a good one at the other. */
const numbers: Readonly<Record<Tender['card'], { readonly small: string; readonly large: string }>> = {
  good: { small: '4242424242424242', large: '4111111111111111' },
  challenged: { small: '4000002760003184', large: '4917610000000000' },
  declined: { small: '4000000000000002', large: '4000000000000002' },
};

/** Below it Stripe is the cheaper one, in minor units. */
const small = 9_444n;

/** By the hosted fields, as a browser does. */
async function cardOf({ shopper }: World, as: UserName, payment: string, { card, amount }: Pick<Tender, 'card' | 'amount'>): Promise<object | undefined> {
  const opened = await shopper.get(Session, `/v1/payments/${payment}/card-sessions`, { as, method: 'POST', body: { origin: 'https://shop.example' } });
  const number = numbers[card][amount < small ? 'small' : 'large'];
  const given = opened && (await shopper.get(Tokenised, `/fields/${opened.session}/tokens`, { service: 'card-entry', method: 'POST', body: { number, expiry: { month: 9, year: 2029 } } }));
  // Adyen refuses by the holder's name.
  return opened && given && { method: 'card', token: given.token, merchant: opened.merchant, holder: card === 'declined' ? 'DECLINED' : 'A Customer' };
}

/** A terminal for each payment at one time would be many: as many as stores have, so that some are met busy. */
const terminalOf = (payment: string): string => `V400m-32468${String(Number.parseInt(payment.slice(-4), 16) % 40).padStart(4, '0')}`;

export async function instrumentOf(world: World, tender: Pick<Tender, 'method' | 'card' | 'amount' | 'wallet'>, as: UserName, payment: string): Promise<object | undefined> {
  switch (tender.method) {
    case 'card': return cardOf(world, as, payment, tender);
    case 'wallet': return { method: tender.wallet, token: 'tok_visa' };
    case 'paypal': return { method: 'paypal' };
    case 'crypto': return { method: 'crypto' };
    case 'bank': return { method: 'bank-transfer', iban: 'DE02120300000000202051' };
    case 'terminal': return { method: 'terminal', terminal: terminalOf(payment), till: 'till-1' };
  }
}
