/** What Adyen remembers of the merchant account, and tells of. */
import type { Happened, World } from '../frame/part.ts';
import { minorOf, type Amount } from './bodies.ts';
import { Refused } from './errors.ts';
import { notification, type Item } from './notifications.ts';

export interface Payment {
  readonly psp: string;
  readonly reference: string;
  readonly amount: Amount;
  readonly brand: string;
  readonly automatic: boolean;
  readonly returnUrl: string;
  state: 'challenged' | 'authorised' | 'refused' | 'cancelled' | 'expired';
  captured: number;
  refunded: number;
  authorisedAt: number;
}

/** A line of a settlement file. */
export interface Movement {
  readonly payment: Payment;
  readonly psp: string;
  readonly reference: string;
  readonly type: 'Settled' | 'Refunded';
  readonly amount: Amount;
  readonly at: Date;
  settled: boolean;
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export interface Account {
  readonly merchantAccount: string;
  readonly payments: Map<string, Payment>;
  /** What the browser brings back, and what it stands for. */
  readonly results: Map<string, { readonly psp: string; readonly approved: boolean }>;
  readonly movements: Movement[];
  readonly happened: Happened[];
  readonly psp: () => string;
  readonly token: () => string;
  readonly payment: (psp: string) => Payment;
  readonly tell: (item: Omit<Item, 'eventDate' | 'merchantAccountCode'>) => void;
  readonly note: (one: Pick<Happened, 'what' | 'reference' | 'ours' | 'state'> & { readonly of?: string; readonly amount: Amount }) => void;
  readonly now: () => Date;
}

export function openAccount({ clock, random, send }: World, merchantAccount: string, hmacKey: string): Account {
  const payments = new Map<string, Payment>();
  const happened: Happened[] = [];
  return {
    merchantAccount,
    payments,
    results: new Map(),
    movements: [],
    happened,
    psp: () => random.text(letters, 16),
    token: () => random.text(`${letters}${letters.toLowerCase()}`, 60),
    payment: (psp) => {
      const found = payments.get(psp);
      if (!found) throw new Refused(422, '167', 'Original pspReference required for this operation');
      return found;
    },
    tell: (item) => send(notification({ merchantAccountCode: merchantAccount, eventDate: clock.now().toISOString().replace(/\.\d+Z$/, '+00:00'), ...item }, hmacKey)),
    note: ({ amount, ...one }) => void happened.push({ provider: 'adyen-checkout', effective: true, at: clock.now().toISOString(), ...one, amount: String(minorOf(amount)), currency: amount.currency }),
    now: clock.now,
  };
}
