import { readAdyen } from './adyen.ts';
import { readLines } from './lines.ts';
import { readStripe } from './stripe.ts';

/** The forms that settlement files come in. */
export const formats = { 'json-lines': readLines, 'stripe-payout-reconciliation': readStripe, 'adyen-settlement-details': readAdyen } as const;

export type Format = keyof typeof formats;
