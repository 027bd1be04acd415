/** One payment of a journey: how it is paid, what its payer does, and what the shop does with it afterwards. */
import type { Dice } from '../dice.ts';

export type Method = 'card' | 'wallet' | 'paypal' | 'crypto' | 'bank' | 'terminal';

/**
 * - `pays`: to the end;
 * - `leaves`: does nothing of what they are asked to do;
 * - `closes the tab`: does it, and never comes back;
 * - `begins anew`: does nothing, pays by a card in a second attempt, and does at last what the first had asked for.
 */
export type Behaviour = 'pays' | 'leaves' | 'closes the tab' | 'begins anew';

export interface Tender {
  readonly method: Method;
  /** Minor units; of a tender of a basket, what is due says how much. */
  readonly amount: bigint;
  readonly currency: 'EUR' | 'USD' | 'JPY';
  readonly share?: 'a part' | 'the rest';
  readonly card: 'good' | 'challenged' | 'declined';
  readonly wallet: 'apple-pay' | 'google-pay';
  readonly capture: 'automatic' | 'manual';
  readonly behaviour: Behaviour;
  /** Every request that moves money is sent twice at once, under one key. */
  readonly twice: boolean;
  /** Of what was reserved, in hundredths, one capture each. */
  readonly captures: readonly bigint[];
  /** What becomes of what is left then. */
  readonly rest: 'taken' | 'given back' | 'left';
  /** Of what was taken, in hundredths, one refund each. */
  readonly refunds: readonly bigint[];
  readonly store: Store;
}

export type Store = 'till' | 'till-two';

const methods: Readonly<Record<Method, number>> = { card: 44, wallet: 10, paypal: 16, crypto: 8, bank: 10, terminal: 12 };
const behaviours: Readonly<Record<Behaviour, number>> = { pays: 82, leaves: 6, 'closes the tab': 7, 'begins anew': 5 };

/** Whole units of every currency, since some have nothing smaller, and none that the terminals refuse by its last digits. */
const amountOf = (dice: Dice): bigint => BigInt(dice.whole('hundreds', 2, 450)) * 100n + 50n;

const capturesOf = (dice: Dice): readonly bigint[] => dice.pick<readonly bigint[]>('captures', [[], [30n], [100n], [40n, 25n], [20n, 20n, 20n]]);

const refundsOf = (dice: Dice): readonly bigint[] => (dice.chance('refunded') < 0.4 ? dice.pick<readonly bigint[]>('refunds', [[100n], [30n], [25n, 25n], [50n, 50n]]) : []);

export function planTender(dice: Dice, ofBasket: boolean): Tender {
  const method = dice.weighed('method', methods);
  const euros = ofBasket || method === 'bank' || method === 'crypto' || method === 'terminal';
  const reserves = method === 'card' || method === 'wallet' || method === 'paypal';
  return {
    method,
    amount: amountOf(dice),
    currency: euros ? 'EUR' : dice.weighed('currency', { EUR: 80, USD: 12, JPY: 8 }),
    card: dice.weighed('card', { good: 70, challenged: 20, declined: 10 }),
    wallet: dice.pick('wallet', ['apple-pay', 'google-pay']),
    capture: reserves && dice.chance('manual') < 0.45 ? 'manual' : 'automatic',
    behaviour: dice.weighed('behaviour', behaviours),
    twice: dice.chance('twice') < 0.25,
    captures: capturesOf(dice),
    rest: dice.weighed('rest', { taken: 45, 'given back': 35, left: 20 }),
    refunds: refundsOf(dice),
    store: dice.pick('store', ['till', 'till-two']),
  };
}
