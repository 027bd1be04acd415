/** Adyen's settlement details report: major units, debit and credit in columns of their own, gross and net perhaps in two currencies. */
import { parseCsv } from './csv.ts';
import { minorOf, readRows, referenceOf, type FileLine } from './file.ts';

const columns = ['Psp Reference', 'Type', 'Modification Reference', 'Gross Currency', 'Gross Debit (GC)', 'Gross Credit (GC)', 'Net Currency', 'Net Debit (NC)', 'Net Credit (NC)'] as const;

const kinds: Readonly<Record<string, FileLine['kind']>> = { Settled: 'capture', Refunded: 'refund', Fee: 'fee', MiscCosts: 'fee', PaymentCost: 'fee', InvoiceDeduction: 'fee', MerchantPayout: 'payout' };

export const readAdyen = (text: string): FileLine[] => readRows(parseCsv(text, columns), lineOf);

function lineOf(row: Readonly<Record<string, string>>): Omit<FileLine, 'number'> {
  const field = (name: (typeof columns)[number]): string => row[name] ?? '';
  const netCurrency = field('Net Currency');
  const currency = field('Gross Currency') || netCurrency;
  const gross = minorOf(field('Gross Credit (GC)'), currency) - minorOf(field('Gross Debit (GC)'), currency);
  const net = minorOf(field('Net Credit (NC)'), netCurrency) - minorOf(field('Net Debit (NC)'), netCurrency);
  const type = field('Type');
  const kind = kinds[type] ?? 'unsupported';
  // The reference of the capture or refund, and that of its authorisation; costs of a whole batch have neither.
  const [first, ...further] = [field('Modification Reference'), field('Psp Reference')].filter((one) => one !== '').map(referenceOf);
  const references = [first ?? referenceOf(type), ...(kind === 'capture' ? further : [])] as const;
  if (kind === 'fee') return { kind, references, gross: 0n, fee: -net, currency: netCurrency };
  if (kind === 'unsupported') return { kind, references, gross, fee: 0n, currency, note: `"${type.slice(0, 40)}" of ${net} ${netCurrency}` };
  if (kind === 'payout') return { kind, references, gross: net < 0n ? -net : net, fee: 0n, currency: netCurrency };
  if ((kind === 'capture' && gross <= 0n) || (kind === 'refund' && gross >= 0n)) throw new RangeError(`the type ${type} has gross ${gross} in minor units`);
  if (currency !== netCurrency) return { kind: 'unsupported', references, gross, fee: 0n, currency, note: `${type} of ${gross} ${currency} is settled as ${net} ${netCurrency}: the exchange must be posted` };
  return { kind, references, gross: gross < 0n ? -gross : gross, fee: gross - net, currency };
}
