/** The report `payout_reconciliation.itemized.5` of what has not been paid out yet: major units, money that leaves us negative. */
import type { SettlementFile } from '../frame/part.ts';
import { toMajor } from '../../kit/money.ts';
import type { Account, Movement } from './account.ts';
import { minorOf } from './amounts.ts';

const columns = ['automatic_payout_id', 'automatic_payout_effective_at', 'balance_transaction_id', 'created', 'available_on', 'currency', 'gross', 'fee', 'net', 'reporting_category', 'source_id', 'description', 'charge_id', 'payment_intent_id'] as const;

type Row = Readonly<Record<(typeof columns)[number], string>>;

/** 1.5 % and 25 minor units of a charge; nothing of a refund. */
const feeOf = ({ category }: Movement, gross: bigint): bigint => (category === 'charge' ? (gross * 150n) / 10_000n + 25n : 0n);

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);

const major = (minor: bigint, currency: string): string => toMajor({ minor, currency: currency.toUpperCase() });

interface Payout {
  readonly id: string;
  readonly at: string;
}

function movementRow(movement: Movement, payout: Payout): Row & { readonly minor: bigint } {
  const { id, created, currency, source, charge, intent, category } = movement;
  const size = minorOf(movement.amount, currency);
  const [gross, fee] = [category === 'charge' ? size : -size, feeOf(movement, size)];
  return { automatic_payout_id: payout.id, automatic_payout_effective_at: payout.at, balance_transaction_id: id, created: day(created), available_on: payout.at, currency, gross: major(gross, currency), fee: major(fee, currency), net: major(gross - fee, currency), reporting_category: category, source_id: source, description: '', charge_id: charge, payment_intent_id: intent, minor: gross - fee };
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function settle(account: Account): SettlementFile {
  const open = account.movements.filter(({ settled }) => !settled);
  const at = day(account.now());
  const rows = [...new Set(open.map(({ currency }) => currency))].flatMap((currency): Row[] => {
    const payout = { id: account.made('po').id, at };
    const lines = open.filter((one) => one.currency === currency).map((one) => movementRow(one, payout));
    const sum = lines.reduce((total, { minor }) => total + minor, 0n);
    const paid: Row = { automatic_payout_id: payout.id, automatic_payout_effective_at: at, balance_transaction_id: account.made('txn').id, created: at, available_on: at, currency, gross: major(-sum, currency), fee: major(0n, currency), net: major(-sum, currency), reporting_category: 'payout', source_id: payout.id, description: 'STRIPE PAYOUT', charge_id: '', payment_intent_id: '' };
    return [...lines, paid];
  });
  for (const movement of open) movement.settled = true;
  return { name: `payout_reconciliation_itemized_${at.slice(0, 10)}.csv`, format: 'stripe-payout-reconciliation', content: [columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))].join('\n') };
}
