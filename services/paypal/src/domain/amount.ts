/** Decimal strings in major units. PayPal takes no decimals of some currencies that have them by ISO 4217 (developer.paypal.com, currency codes). */
import { fromJson, fromMajor, toJson, toMajor, type MoneyJson } from '../../../kit/money.ts';

const withoutDecimals = new Set(['HUF', 'JPY', 'TWD']);

export interface PaypalMoney {
  readonly currencyCode: string;
  readonly value: string;
}

/** Throws a RangeError for what cannot be told: PayPal would answer DECIMALS_NOT_SUPPORTED. */
export function toPaypal(money: MoneyJson): PaypalMoney {
  const major = toMajor(fromJson(money));
  if (!withoutDecimals.has(money.currency)) return { currencyCode: money.currency, value: major };
  const [whole = '', places = ''] = major.split('.');
  if (/[1-9]/.test(places)) throw new RangeError(`PayPal takes ${money.currency} without decimals, and not ${major}`);
  return { currencyCode: money.currency, value: whole };
}

/** `undefined` for what is no amount: nothing is guessed. */
export function fromPaypal(money: PaypalMoney | undefined): MoneyJson | undefined {
  try {
    return money && toJson(fromMajor(money.value, money.currencyCode));
  } catch {
    return undefined;
  }
}

export function amountFault(money: MoneyJson): string | undefined {
  try {
    toPaypal(money);
    return undefined;
  } catch (error) {
    return error instanceof RangeError ? error.message : 'this amount cannot be told';
  }
}
