/** Stripe's amounts (docs.stripe.com/currencies): integers, by decimals of its own for some currencies. */
import { exponentOf } from '../../kit/money.ts';
import { Refused } from './errors.ts';

const ownDecimals: Readonly<Record<string, number>> = { MGA: 0, ISK: 2, UGX: 2 };

const invalid = (message: string, param = 'amount'): Refused => new Refused(400, { code: 'parameter_invalid_integer', message, param }, { begun: false });

function decimalsOf(currency: string): number {
  try {
    return exponentOf(currency.toUpperCase());
  } catch {
    throw new Refused(400, { message: `Invalid currency: ${currency}`, param: 'currency' }, { begun: false });
  }
}

/** Refuses what Stripe refuses. */
export function checkAmount(amount: number, currency: string): void {
  const decimals = decimalsOf(currency);
  if (amount < 1) throw invalid('Invalid positive integer');
  if (decimals === 3 && amount % 10 !== 0) throw invalid('The last digit of amounts in three-decimal currencies must be 0');
  if (['ISK', 'UGX'].includes(currency.toUpperCase()) && amount % 100 !== 0) throw invalid('Amounts in this currency must be a multiple of 100');
  if (amount > 99_999_999) throw new Refused(400, { code: 'amount_too_large', message: 'Amount must be no more than 999,999.99', param: 'amount' }, { begun: false });
}

/** By ISO 4217, for whoever compares it with books. */
export function minorOf(amount: number, currency: string): bigint {
  const [iso, own] = [decimalsOf(currency), ownDecimals[currency.toUpperCase()]];
  const shift = iso - (own ?? iso);
  return shift >= 0 ? BigInt(amount) * 10n ** BigInt(shift) : BigInt(amount) / 10n ** BigInt(-shift);
}
