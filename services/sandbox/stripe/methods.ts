/** PaymentMethods: cards by number, or by a token that stands for one. */
import type { Account, Method } from './account.ts';
import { cardNumbered, numberNamed, passesLuhn } from './cards.ts';
import { missing, Refused, required } from './errors.ts';
import { formIn, integerIn, knows, metadataIn, textIn, type Form } from './form.ts';
import { factsOf, methodObject } from './objects.ts';

const wrong = (code: string, param: string): Refused => new Refused(402, { type: 'card_error', code, message: 'Your card details are not valid.', param });

function ofNumber(account: Account, id: string | undefined, { number, month, year, holder, metadata }: { readonly number: string; readonly month: number; readonly year: number; readonly holder: string | null; readonly metadata: Record<string, string> }): Method {
  if (!passesLuhn(number)) throw wrong('incorrect_number', 'number');
  if (month < 1 || month > 12) throw wrong('invalid_expiry_month', 'exp_month');
  const ends = Date.UTC(year, month, 1) / 1000;
  if (ends < account.now()) throw wrong('invalid_expiry_year', 'exp_year');
  const [made, facts] = [account.made('pm'), factsOf(number, month, year)];
  const method = { object: methodObject({ ...made, ...(id !== undefined && { id }) }, facts, holder, metadata), facts, test: cardNumbered(number) };
  account.methods.set(method.object.id, method);
  return method;
}

const laterYear = (account: Account): number => new Date(account.now() * 1000).getUTCFullYear() + 3;

export function createMethod(account: Account, form: Form): Method {
  knows(form, ['type', 'card', 'billing_details', 'metadata', 'expand', 'allow_redisplay']);
  if (textIn(form, 'type') !== 'card') throw required('type');
  const card = formIn(form, 'card');
  const holder = textIn(formIn(form, 'billing_details'), 'name') ?? null;
  const metadata = metadataIn(form);
  const token = textIn(card, 'token');
  if (token !== undefined) {
    const number = numberNamed(token);
    if (number === undefined) throw missing('token', token, 'card[token]');
    return ofNumber(account, undefined, { number, month: 12, year: laterYear(account), holder, metadata });
  }
  const [number, month, year] = [textIn(card, 'number'), integerIn(card, 'exp_month'), integerIn(card, 'exp_year')];
  if (number === undefined) throw required('card[number]');
  if (month === undefined) throw required('card[exp_month]');
  if (year === undefined) throw required('card[exp_year]');
  return ofNumber(account, undefined, { number, month, year, holder, metadata });
}

/** One that was made, or one of the identifiers that stand for test cards. */
export function methodNamed(account: Account, id: string): Method {
  const found = account.methods.get(id);
  if (found) return found;
  const number = id.startsWith('pm_') ? numberNamed(id) : undefined;
  if (number === undefined) throw missing('PaymentMethod', id, 'payment_method');
  return ofNumber(account, id, { number, month: 12, year: laterYear(account), holder: null, metadata: {} });
}
