/** What a run does: made from payments and seed alone before it begins, so that a seed repeats it. */
import type { Rule } from '../../services/sandbox/frame/faults.ts';
import { diceOf, type Dice } from './dice.ts';
import { planTrouble, type Trouble } from './plan/trouble.ts';
import { planTender, type Tender } from './plan/tender.ts';

export type { Tender } from './plan/tender.ts';
export type { Trouble } from './plan/trouble.ts';

/** One who buys: a payment, or two that share a basket. */
export interface Journey {
  readonly number: number;
  readonly payer: 'customer' | 'guest';
  /** What lies in the basket; without one, the payment is of an amount alone. */
  readonly basket?: Readonly<Record<string, number>>;
  readonly tenders: readonly [Tender, ...Tender[]];
}

export interface Plan {
  readonly seed: number;
  readonly journeys: readonly Journey[];
  /** What goes wrong beside the journeys, and when. */
  readonly troubles: readonly Trouble[];
  /** What goes wrong outside from the first journey to the last. */
  readonly faults: readonly Rule[];
}

const products = ['mug', 'kettle', 'tea', 'notebook'] as const;

function journeyOf(dice: Dice, number: number, split: boolean): Journey {
  const payer = dice.pick('payer', ['customer', 'guest']);
  const ofBasket = split || dice.chance('basket') < 0.3;
  const basket = { [dice.pick('product', products)]: dice.whole('quantity', split ? 2 : 1, 3) };
  const first = planTender(dice.of('first'), ofBasket);
  if (!split) return { number, payer, ...(ofBasket && { basket }), tenders: [first] };
  const second = { ...planTender(dice.of('second'), true), share: 'the rest' as const };
  return { number, payer, basket, tenders: [{ ...first, share: 'a part' }, second] };
}

/** What goes wrong outside is a few in a hundred each, so that most of it is met by some request and none by all. */
const faults: readonly Rule[] = [
  { fault: 'connection-lost', percent: 2 },
  { fault: 'no-answer', of: 'POST', percent: 0.5 },
  { fault: 'error', percent: 2 },
  { fault: 'answer-lost', percent: 3 },
  { fault: 'answer-late', of: 'POST', percent: 0.5 },
  { fault: 'error-after', percent: 2 },
  { fault: 'answer-cut', percent: 2 },
  { fault: 'slow', percent: 3, by: 1_500 },
  { fault: 'decline', of: 'POST', percent: 1 },
  { fault: 'duplicated', percent: 8 },
  { fault: 'delayed', percent: 8, by: 1_500 },
  { fault: 'reordered', percent: 6 },
  { fault: 'forged', percent: 6 },
  { fault: 'old', percent: 3 },
  // An Adyen modification is told of by its webhook alone, which Adyen sends for thirty days.
  ...['stripe', 'paypal', 'btcpay'].map((provider): Rule => ({ fault: 'lost', provider, percent: 4 })),
];

export function planOf(payments: number, seed: number): Plan {
  const dice = diceOf(seed, 'chaos');
  const journeys: Journey[] = [];
  for (let planned = 0; planned < payments; ) {
    const own = dice.of(journeys.length);
    const split = payments - planned > 1 && own.chance('split') < 0.15;
    journeys.push(journeyOf(own, journeys.length, split));
    planned += split ? 2 : 1;
  }
  return { seed, journeys, troubles: planTrouble(dice.of('trouble'), journeys.length), faults };
}
