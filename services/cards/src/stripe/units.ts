import { exponentOf } from '../../../kit/money.ts';
import type { Units } from '../units.ts';

/**
 * Stripe's exceptions (docs.stripe.com/currencies): MGA without decimals; ISK and UGX with two, which must be zeros; of three decimals the last must be
 * zero.
 */
export const stripeUnits: Units = {
  exponents: { MGA: 0, ISK: 2, UGX: 2 },
  step: (currency) => (exponentOf(currency) === 3 ? 10n : 1n),
};
