/** What is wrong with the window and price that a marketer asks for. Pure. */
import { exponentOf } from '../../../kit/money.ts';

export interface Terms {
  readonly currency: string;
  /** RFC 3339, UTC. */
  readonly start: string;
  readonly end: string;
}

const day = 86_400_000;

/** `undefined` for a time that no clock shows, such as the 30th of February, which `Date` by itself takes for the 2nd of March. */
export function momentOf(text: string): Date | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 16) !== text.slice(0, 16) ? undefined : moment;
}

const known = (currency: string): boolean => {
  try {
    return exponentOf(currency) >= 0;
  } catch {
    return false;
  }
};

/** Empty when it may be accepted. `longest` in days. */
export function termFaults({ currency, start, end }: Terms, now: Date, longest: number): { readonly pointer: string; readonly detail: string }[] {
  const [from, until] = [momentOf(start), momentOf(end)];
  const fault = (pointer: string, detail: string) => ({ pointer, detail });
  return [
    ...(known(currency) ? [] : [fault('/body/price/currency', `${currency} is not an ISO 4217 currency code`)]),
    ...(from ? [] : [fault('/body/start', 'is not a time')]),
    ...(until ? [] : [fault('/body/end', 'is not a time')]),
    ...(from && until && until <= from ? [fault('/body/end', 'is not after the start')] : []),
    ...(until && until <= now ? [fault('/body/end', 'has passed')] : []),
    ...(from && until && until.getTime() - from.getTime() > longest * day ? [fault('/body/end', `is more than ${longest} days after the start`)] : []),
  ];
}
