/** The settlement details report of what has not been settled yet (docs.adyen.com/reporting/settlement-detail-report): major units, every column in its place. */
import type { SettlementFile } from '../frame/part.ts';
import { toMajor } from '../../kit/money.ts';
import type { Account, Movement } from './account.ts';
import { minorOf } from './bodies.ts';

const columns = [
  'Company Account', 'Merchant Account', 'Psp Reference', 'Merchant Reference', 'Payment Method', 'Creation Date', 'TimeZone', 'Type', 'Modification Reference', 'Gross Currency', 'Gross Debit (GC)', 'Gross Credit (GC)', 'Exchange Rate',
  'Net Currency', 'Net Debit (NC)', 'Net Credit (NC)', 'Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)', 'Payment Method Variant', 'Modification Merchant Reference', 'Batch Number', 'Reserved4', 'Reserved5', 'Reserved6',
  'Reserved7', 'Reserved8', 'Reserved9', 'Reserved10',
] as const;

type Row = Partial<Readonly<Record<(typeof columns)[number], string>>>;

const day = (at: Date): string => at.toISOString().replace('T', ' ').slice(0, 19);

/** Interchange++: what the issuer, the scheme and Adyen keep of a sale. */
function costsOf(size: bigint): { readonly interchange: bigint; readonly scheme: bigint; readonly markup: bigint } {
  return { interchange: (size * 20n) / 10_000n, scheme: (size * 12n) / 10_000n, markup: (size * 60n) / 10_000n };
}

interface Line {
  readonly row: Row;
  /** Net, in ISO's minor units. */
  readonly net: bigint;
}

function lineOf({ payment, psp, reference, type, amount, at }: Movement, { merchantAccount }: Account, batch: string): Line {
  const { currency } = amount;
  const major = (minor: bigint): string => toMajor({ minor, currency });
  const size = minorOf(amount);
  const shared: Row = { 'Company Account': 'SandboxCompany', 'Merchant Account': merchantAccount, 'Psp Reference': payment.psp, 'Merchant Reference': payment.reference, 'Payment Method': payment.brand, 'Creation Date': day(at), TimeZone: 'UTC', Type: type, 'Modification Reference': psp, 'Gross Currency': currency, 'Exchange Rate': '1', 'Net Currency': currency, 'Payment Method Variant': `${payment.brand}classic`, 'Modification Merchant Reference': reference, 'Batch Number': batch };
  if (type === 'Refunded') return { row: { ...shared, 'Gross Debit (GC)': major(size), 'Net Debit (NC)': major(size) }, net: -size };
  const { interchange, scheme, markup } = costsOf(size);
  const net = size - interchange - scheme - markup;
  return { row: { ...shared, 'Gross Credit (GC)': major(size), 'Net Credit (NC)': major(net), 'Markup (NC)': major(markup), 'Scheme Fees (NC)': major(scheme), 'Interchange (NC)': major(interchange) }, net };
}

const processing = 11n;

/** What each transaction costs besides, and what is paid out. */
function tail(currency: string, lines: readonly Line[], { account, batch, at }: { readonly account: Account; readonly batch: string; readonly at: Date }): Row[] {
  const major = (minor: bigint): string => toMajor({ minor, currency });
  const fee = processing * BigInt(lines.length);
  const paid = lines.reduce((total, { net }) => total + net, 0n) - fee;
  const shared: Row = { 'Company Account': 'SandboxCompany', 'Merchant Account': account.merchantAccount, 'Creation Date': day(at), TimeZone: 'UTC', 'Net Currency': currency, 'Batch Number': batch };
  return [
    { ...shared, Type: 'Fee', 'Modification Reference': `Transaction Fees ${batch}`.replaceAll(' ', '-'), 'Net Debit (NC)': major(fee) },
    { ...shared, Type: 'MerchantPayout', 'Modification Reference': `TX${account.psp()}`, ...(paid >= 0n ? { 'Net Debit (NC)': major(paid) } : { 'Net Credit (NC)': major(-paid) }) },
  ];
}

const cell = (text = ''): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function settlementOf(account: Account, number: number): SettlementFile {
  const open = account.movements.filter(({ settled }) => !settled);
  const [batch, at] = [String(number), account.now()];
  const rows = [...new Set(open.map(({ amount }) => amount.currency))].flatMap((currency) => {
    const lines = open.filter(({ amount }) => amount.currency === currency).map((one) => lineOf(one, account, batch));
    return [...lines.map(({ row }) => row), ...tail(currency, lines, { account, batch, at })];
  });
  for (const movement of open) movement.settled = true;
  return { name: `settlement_detail_report_batch_${batch}.csv`, format: 'adyen-settlement-details', content: [columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))].join('\n') };
}
