/** The sandbox, a vault that knows test cards, and the connectors between them. */
import type { Authorise, Instrument } from '../../kit/provider/contract.ts';
import type { OutsideWorld } from '../../kit/provider/conformance.ts';
import { CallError } from '../../kit/client.ts';
import { openSandbox, type Sandbox, type SandboxProps } from '../../sandbox/frame/sandbox.ts';
import { adyenCheckout } from '../../sandbox/adyen/play.ts';
import { stripe } from '../../sandbox/stripe/play.ts';
import { readAdyenAccount, readStripeAccount } from '../src/accounts.ts';
import type { Vault } from '../src/card.ts';
import { connectCards } from '../src/connect.ts';

export const stripeAccount = readStripeAccount(stripe.secrets['stripe'] ?? {});
export const adyenAccount = readAdyenAccount(adyenCheckout.secrets['adyen'] ?? {});

/** A token for each number: letters for digits. */
export const tokenOf = (number: string): string => `tok-${[...number].map((digit) => 'bcdfghjkmn'[Number(digit)]).join('')}`;

const numberOf = (token: string): string => [...token.slice(4)].map((letter) => 'bcdfghjkmn'.indexOf(letter)).join('');

export const cardOf = (number: string): Instrument => ({ method: 'card', token: tokenOf(number), merchant: 'shop' });

export const vault: Vault = {
  detokenise: async ({ params: { token } }) => {
    if (token === 'tok-unknown') throw new CallError('vault.detokenise answered 404', 'answered', { status: 404 });
    if (token === 'tok-away') throw new CallError('vault.detokenise cannot be reached', 'not-sent');
    return { status: 200, headers: new Headers(), body: { number: numberOf(token), brand: 'visa', expiry: { month: 3, year: 2030 } } };
  },
};

export const startOf = new Date('2026-11-25T08:00:00.000Z');

export const openWorld = (seen: SandboxProps['seen'] = () => {}): Promise<Sandbox> => openSandbox({ plays: [stripe, adyenCheckout], seed: 4, clock: { start: startOf, running: false }, seen });

export const connectorsOf = (world: Pick<OutsideWorld, 'clock'>, address: (outside: string) => string) =>
  connectCards({ address, stripe: () => stripeAccount, adyen: () => adyenAccount, vault, now: world.clock.now, timeout: 2_000 });

export const asking = (over: Partial<Authorise> & Pick<Authorise, 'route'>): Authorise => ({
  payment: 'p-1', attempt: '00000000-0000-4000-8000-000000000001', amount: { amount: 1099, currency: 'EUR' }, capture: 'manual', channel: 'web', country: 'DE',
  instrument: cardOf('4242424242424242'), authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/return', begunAt: startOf.toISOString(), ...over,
});
