/** What the operations share: who is shown what, and what begins and ends a question to a provider. */
import { conflict, notFound, ProblemError, unprocessable } from '../../../kit/problem.ts';
import { exponentOf } from '../../../kit/money.ts';
import { within } from '../../../kit/time-limit.ts';
import type { User } from '../../../kit/user.ts';
import type { Attempt } from '../adapters/attempts.ts';
import type { Payment } from '../adapters/payments.ts';
import type { Patience } from '../adapters/providers.ts';
import { pays, sees } from '../domain/access.ts';
import type { Switch } from '../switch.ts';

export type Headers = Readonly<Record<string, string>>;

/** The same words whether there is none or it is somebody else's. */
export const noPayment = (): Error => notFound('there is no such payment, or it is not yours to see');

export function allowed(payment: Payment | undefined, may: (payment: Payment) => boolean): Payment {
  if (!payment || !may(payment)) throw noPayment();
  return payment;
}

export const paid = (user: User, payment: Payment | undefined): Payment => allowed(payment, (one) => pays(user, one));
export const seen = (user: User, payment: Payment | undefined): Payment => allowed(payment, (one) => sees(user, one));

export function knownCurrency(currency: string): string {
  try {
    exponentOf(currency);
    return currency;
  } catch {
    throw unprocessable(`${currency} is no currency of ISO 4217`);
  }
}

/** One time limit over all that a request asks of providers. */
export const patiently = <T>({ times }: Switch, work: (patience: Required<Patience>) => Promise<T>): Promise<T> => within(times.patience, (signal) => work({ signal }));

/** A payer was asked to do something for an earlier attempt: it must end before another one begins. */
export class PayerAsked extends ProblemError {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    super(conflict(`the payer was asked to do something for the attempt ${attempt.id}, and the provider still waits for it: complete it, or try again later`).problem);
    this.attempt = attempt;
  }
}

/** A page that is not the shop's has no business in a payment. */
export function ownOrigin({ origins }: Switch, address: string, what: string): void {
  const origin = URL.canParse(address) ? new URL(address).origin : undefined;
  if (origin === undefined) throw unprocessable(`${what} is no address`);
  if (origins.length > 0 && !origins.includes(origin)) throw unprocessable(`${what} is not on an origin of the shop: use one of ${origins.join(', ')}`);
}
