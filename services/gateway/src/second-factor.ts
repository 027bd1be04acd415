/** Step-up: which requests take a second factor, shown just now. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { MoneyShape } from '../../kit/api.ts';
import type { AnyAsked } from '../../kit/server.ts';
import type { User } from '../../kit/user.ts';
import { askForSecondFactor, exceeds, isFresh, type Limits } from './domain/step-up.ts';
import { problemBack } from './domain/passing.ts';
import type { Call } from './forward.ts';

export interface SecondFactorProps {
  /** Refunds above it take a fresh second factor; every refund takes one, as declared. */
  readonly refunds: Limits;
  /** Payments above it take one of the payer. */
  readonly payments: Limits;
  /** How long one is fresh, in seconds. */
  readonly maxAge: number;
  readonly now: () => Date;
}

const withAmount = Compile(Type.Object({ amount: MoneyShape }));

/** At a till the payer is authenticated by the terminal, and not by the till's token. */
const paysForThemselves = ({ roles }: User): boolean => roles.includes('customer') || roles.includes('guest');

/** Throws a ProblemError (401 with a challenge) where one is missing. */
export const secondFactor =
  ({ refunds, payments, maxAge, now }: SecondFactorProps) =>
  async (operation: string, asked: AnyAsked, call: Call): Promise<void> => {
    if (operation !== 'refund' && operation !== 'attempt') return;
    if (isFresh(asked.user, maxAge, now())) return;
    if (operation === 'refund') {
      // Without an amount it is all that is left, which may be much.
      if (!withAmount.Check(asked.body) || exceeds(refunds, asked.body.amount)) throw askForSecondFactor('a refund of this amount', maxAge);
      return;
    }
    if (!paysForThemselves(asked.user)) return;
    const { body } = await call('readIntent', asked).catch((error: unknown) => { throw problemBack(error); });
    if (withAmount.Check(body) && exceeds(payments, body.amount)) throw askForSecondFactor('a payment of this amount', maxAge);
  };
