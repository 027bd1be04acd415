/** Stripe's report `payout_reconciliation.itemized.5` (docs.stripe.com/reports/report-types/payout-reconciliation): major units, money that leaves us negative. */
import { parseCsv } from './csv.ts';
import { minorOf, readRows, referenceOf, type FileLine } from './file.ts';

const columns = ['balance_transaction_id', 'currency', 'gross', 'fee', 'net', 'reporting_category', 'source_id'] as const;

const kinds: Readonly<Record<string, FileLine['kind']>> = { charge: 'capture', refund: 'refund', fee: 'fee', payout: 'payout' };

export const readStripe = (text: string): FileLine[] => readRows(parseCsv(text, columns), lineOf);

function lineOf(row: Readonly<Record<string, string>>): Omit<FileLine, 'number'> {
  const field = (name: string): string => row[name] ?? '';
  const currency = field('currency').toUpperCase();
  const [gross, fee, net] = [minorOf(field('gross'), currency), minorOf(field('fee'), currency), minorOf(field('net'), currency)];
  if (gross - fee !== net) throw new RangeError(`gross ${field('gross')} less fee ${field('fee')} is not net ${field('net')}`);
  const category = field('reporting_category');
  const kind = kinds[category] ?? 'unsupported';
  if ((kind === 'capture' && gross <= 0n) || (kind === 'refund' && gross >= 0n)) throw new RangeError(`a ${category} has gross ${field('gross')}`);
  const further = kind === 'capture' ? ['charge_id', 'payment_intent_id'].map(field).filter((one) => one !== '').map(referenceOf) : [];
  const references = [referenceOf(field('source_id') || field('balance_transaction_id')), ...further] as const;
  // A fee without a payment has its amount in gross and nothing in fee.
  if (kind === 'fee') return { kind, references, gross: 0n, fee: -net, currency };
  if (kind === 'unsupported') return { kind, references, gross, fee, currency, note: `"${category.slice(0, 40)}" of ${net} ${currency}` };
  return { kind, references, gross: gross < 0n ? -gross : gross, fee, currency };
}
