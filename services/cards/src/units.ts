/** Amounts as an acquirer writes them: integers too, but not of every currency with ISO's number of decimal places. Pure. */
import { exponentOf, fromJson, type MoneyJson } from '../../kit/money.ts';

/** Where an acquirer differs from ISO 4217. */
export interface Units {
  /** Decimal places of its own. */
  readonly exponents: Readonly<Record<string, number>>;
  /** An amount in the acquirer's units must be a multiple of this many. @default 1 */
  readonly step: (currency: string) => bigint;
}

/** An amount that the acquirer has no number for. Nothing has been sent. */
export class AmountError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'AmountError';
  }
}

const shiftOf = ({ exponents }: Units, currency: string): number => (exponents[currency] ?? exponentOf(currency)) - exponentOf(currency);

/** Throws an {@link AmountError} for an amount that is finer than the acquirer's units. */
export function toUnits(units: Units, money: MoneyJson): number {
  const { minor, currency } = fromJson(money);
  const shift = shiftOf(units, currency);
  const scale = 10n ** BigInt(Math.abs(shift));
  const scaled = shift >= 0 ? minor * scale : minor / scale;
  if ((shift < 0 && minor % scale !== 0n) || scaled % units.step(currency) !== 0n) throw new AmountError(`${minor} ${currency} in minor units is finer than the acquirer takes: round it`);
  if (scaled > BigInt(Number.MAX_SAFE_INTEGER)) throw new AmountError(`${minor} ${currency} in minor units is more than JSON numbers hold exactly`);
  return Number(scaled);
}

/** `undefined` for what is no whole number of our minor units, or of a currency that ISO does not list: there is nothing that it could be compared with. */
export function fromUnits(units: Units, amount: number, code: string): MoneyJson | undefined {
  const currency = code.toUpperCase();
  if (!Number.isSafeInteger(amount) || !isCurrency(currency)) return undefined;
  const shift = shiftOf(units, currency);
  const scale = 10n ** BigInt(Math.abs(shift));
  const minor = shift >= 0 ? BigInt(amount) / scale : BigInt(amount) * scale;
  const exact = shift < 0 || BigInt(amount) % scale === 0n;
  return exact && minor > 0n && minor <= BigInt(Number.MAX_SAFE_INTEGER) ? { amount: Number(minor), currency } : undefined;
}

function isCurrency(code: string): boolean {
  try {
    exponentOf(code);
    return true;
  } catch {
    return false;
  }
}
