/** What Stripe remembers of the account, and tells of. */
import type Stripe from 'stripe';
import type { Happened, World } from '../frame/part.ts';
import { minorOf } from './amounts.ts';
import { eventLetter, type ToldEvent } from './events.ts';
import type { TestCard } from './cards.ts';
import { missing } from './errors.ts';
import type { CardFacts } from './objects.ts';

export interface Method {
  readonly object: Stripe.PaymentMethod;
  readonly facts: CardFacts;
  readonly test: TestCard;
}

export interface Payment {
  readonly intent: Stripe.PaymentIntent;
  readonly charge?: Stripe.Charge;
  readonly method: Method;
  readonly returnUrl?: string;
  readonly multicapture: boolean;
}

/** A line of the balance, of which settlement files are made. Amounts in Stripe's units. */
export interface Movement {
  readonly id: string;
  readonly created: number;
  readonly category: 'charge' | 'refund';
  readonly source: string;
  readonly charge: string;
  readonly intent: string;
  readonly amount: number;
  readonly currency: string;
  settled: boolean;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export interface Account {
  readonly methods: Map<string, Method>;
  readonly payments: Map<string, Payment>;
  readonly refunds: Map<string, Stripe.Refund>;
  readonly movements: Movement[];
  readonly happened: Happened[];
  readonly events: Map<string, ToldEvent>;
  readonly made: (prefix: string) => { readonly id: string; readonly created: number };
  readonly secret: () => string;
  readonly payment: (id: string) => Payment;
  /** Keeps it, and tells of it where an event is named. */
  readonly keep: (payment: Payment, event?: Stripe.Event['type']) => Payment;
  readonly tell: (type: Stripe.Event['type'], object: object, key?: string) => void;
  readonly note: (one: Pick<Happened, 'what' | 'reference' | 'ours' | 'state'> & { readonly of?: string; readonly amount: number; readonly currency: string }) => void;
  readonly now: () => number;
}

export function openAccount({ clock, random, send }: World, secrets: readonly string[]): Account {
  const now = (): number => Math.floor(clock.now().getTime() / 1000);
  const made = (prefix: string) => ({ id: `${prefix}_${random.text(letters, 24)}`, created: now() });
  const payments = new Map<string, Payment>();
  const happened: Happened[] = [];
  const events = new Map<string, ToldEvent>();
  const tell = (type: Stripe.Event['type'], object: object): void => {
    const letter = eventLetter({ ...made('evt'), type, object: structuredClone(object) }, secrets);
    events.set(letter.event.id, letter.event);
    send(letter);
  };
  return {
    methods: new Map(),
    payments,
    refunds: new Map(),
    movements: [],
    happened,
    events,
    made,
    now,
    secret: () => random.text(letters, 25),
    payment: (id) => {
      const found = payments.get(id);
      if (!found) throw missing('payment_intent', id, 'intent');
      return found;
    },
    keep: (payment, event) => {
      payments.set(payment.intent.id, payment);
      if (event) tell(event, payment.intent);
      return payment;
    },
    tell,
    note: ({ amount, currency, ...one }) => void happened.push({ provider: 'stripe', effective: true, at: clock.now().toISOString(), ...one, amount: String(minorOf(amount, currency)), currency: currency.toUpperCase() }),
  };
}
