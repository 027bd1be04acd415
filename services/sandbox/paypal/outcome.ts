/** What was done in the accounts, for whoever compares it with our books, and as a settlement file. */
import { fromMajor } from '../../kit/money.ts';
import type { Happened, SettlementFile } from '../frame/part.ts';
import type { Account, Capture, Money } from './account.ts';
import { feeOf } from './forms.ts';

const money = ({ currency_code: currency, value }: Money) => ({ amount: fromMajor(value, currency).minor.toString(), currency });

/** Of an authorization, what its captures have not taken. */
function left(amount: Money, captures: readonly Capture[]): { readonly amount: string; readonly currency: string } {
  const taken = captures.filter(({ status }) => status !== 'DECLINED' && status !== 'FAILED').reduce((sum, one) => sum + BigInt(money(one.amount).amount), 0n);
  return { ...money(amount), amount: (BigInt(money(amount).amount) - taken).toString() };
}

function of({ orders }: Account): Happened[] {
  return [...orders.values()].flatMap((order): Happened[] => {
    const { authorization, captures, customId = '' } = order;
    const base = { provider: 'paypal', of: authorization?.id ?? order.id } as const;
    const taken = authorization ? [] : captures;
    return [
      ...(authorization ? [{ ...base, what: 'authorisation' as const, reference: authorization.id, ours: customId, ...money(authorization.amount), state: authorization.status, effective: true, at: authorization.created.toISOString() }] : []),
      // Taken at once: reserving and taking are one.
      ...taken.map((one) => ({ ...base, what: 'authorisation' as const, reference: order.id, ours: customId, ...money(one.amount), state: order.status, effective: true, at: one.created.toISOString() })),
      ...(authorization?.status === 'VOIDED' ? [{ ...base, what: 'void' as const, reference: authorization.id, ours: '', ...left(authorization.amount, captures), state: 'VOIDED', effective: true, at: authorization.updated.toISOString() }] : []),
      ...captures.map((one) => ({ ...base, what: 'capture' as const, reference: one.id, ours: one.invoiceId ?? '', ...money(one.amount), state: one.status, effective: true, at: one.created.toISOString() })),
      ...captures.flatMap(({ refunds, id }) => refunds.map((one) => ({ ...base, of: id, what: 'refund' as const, reference: one.id, ours: one.invoiceId ?? '', ...money(one.amount), state: one.status, effective: true, at: one.created.toISOString() }))),
    ];
  });
}

export const happenedIn = (accounts: Iterable<Account>): Happened[] => [...accounts].flatMap(of);

export function settlementOf(accounts: Iterable<Account>, now: Date): SettlementFile {
  const rows = [...accounts].flatMap(({ captures, refunds }) => [
    ...[...captures.values()].map(({ id, amount }) => ({ kind: 'capture', reference: id, gross: Number(fromMajor(amount.value, amount.currency_code).minor), fee: Number(feeOf(amount)), currency: amount.currency_code })),
    ...[...refunds.values()].map(({ id, amount }) => ({ kind: 'refund', reference: id, gross: Number(fromMajor(amount.value, amount.currency_code).minor), fee: 0, currency: amount.currency_code })),
  ]);
  return { name: `STL-${now.toISOString().slice(0, 10).replaceAll('-', '')}.01.008.jsonl`, format: 'json-lines', content: rows.map((row) => JSON.stringify(row)).join('\n') };
}
