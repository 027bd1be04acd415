/** What captures, voids and refunds have in common. */
import type { MoneyJson } from '../../../kit/money.ts';
import { conflict, unprocessable } from '../../../kit/problem.ts';
import type { User } from '../../../kit/user.ts';
import type { Route } from '../../../provider.ts';
import type { Attempt } from '../adapters/attempts.ts';
import type { Payment } from '../adapters/payments.ts';
import { operates } from '../domain/access.ts';
import type { Switch } from '../switch.ts';
import type { Headers } from './shared.ts';

export interface Request<Body> {
  readonly user: User;
  readonly params: { readonly payment: string };
  readonly body: Body;
  readonly headers: Headers;
}

export const byTill = (user: User): boolean => !operates(user);

export function routeOf({ providers }: Switch, attempt: Attempt): Route {
  const way = providers.ways.find(({ route }) => route.name === attempt.route);
  if (!way) throw conflict(`the route ${attempt.route} is not served any more: nothing can be asked of it`);
  return way.route;
}

export function amountOf({ currency }: Payment, amount: MoneyJson | undefined, all: bigint): bigint {
  if (!amount) return all;
  if (amount.currency !== currency) throw unprocessable(`the payment is in ${currency}, not in ${amount.currency}`);
  return BigInt(amount.amount);
}

export const refuse = (fault: string | undefined): void => {
  if (fault !== undefined) throw unprocessable(fault);
};
