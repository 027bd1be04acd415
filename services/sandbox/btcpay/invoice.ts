/** Invoices of one store, and the money that payers sent to them. Amounts are whole minor units of the invoice's currency, and satoshi. */
import { exponentOf } from '../../kit/money.ts';

export interface Received {
  readonly id: string;
  /** Of the invoice's currency. */
  readonly minor: bigint;
  readonly satoshi: bigint;
  readonly at: Date;
  readonly late: boolean;
  confirmed: boolean;
}

export interface Invoice {
  readonly id: string;
  readonly order: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly minor: bigint;
  readonly currency: string;
  readonly address: string;
  readonly created: Date;
  readonly expires: Date;
  readonly monitored: Date;
  readonly redirect: string | undefined;
  readonly payments: Received[];
  status: string;
  additional: string;
}

export interface PullPayment {
  readonly id: string;
  readonly invoice: Invoice;
  readonly name: string;
  readonly description: string;
  readonly minor: bigint;
  readonly at: Date;
  /** State of its payout, once somebody has claimed it. */
  payout: string | undefined;
}

/** Minor units of any currency for one bitcoin, in major units: 64,392.23. */
const rate = { text: '64392.23', hundredths: 6_439_223n } as const;
export const rateText = rate.text;

/** Rounded up: nobody pays too little by our rounding. */
export function satoshiOf(minor: bigint, currency: string): bigint {
  const scale = 10n ** BigInt(exponentOf(currency));
  const divisor = rate.hundredths * scale;
  return (minor * 100n * 100_000_000n + divisor - 1n) / divisor;
}

export const paid = ({ payments }: Invoice, confirmedOnly = false): bigint => payments.filter(({ confirmed }) => confirmed || !confirmedOnly).reduce((sum, { minor }) => sum + minor, 0n);

export const bitcoin = (satoshi: bigint): string => {
  const digits = satoshi.toString().padStart(9, '0');
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
};

/** Where the status comes from: InvoiceWatcher. Says what changed. */
export function watch(invoice: Invoice, now: Date): string | undefined {
  const before = `${invoice.status} ${invoice.additional}`;
  const sum = paid(invoice);
  const over = sum > invoice.minor;
  if (invoice.additional === 'Marked') return undefined;
  if (invoice.status === 'New' || invoice.status === 'Processing') {
    if (paid(invoice, true) >= invoice.minor) become(invoice, 'Settled', over ? 'PaidOver' : 'None');
    else if (now >= invoice.monitored && sum >= invoice.minor) become(invoice, 'Invalid', over ? 'PaidOver' : 'None');
    else if (sum >= invoice.minor) become(invoice, 'Processing', over ? 'PaidOver' : 'None');
    else if (now >= invoice.expires) become(invoice, 'Expired', sum > 0n ? 'PaidPartial' : 'None');
    // What was replaced is gone: it falls back.
    else become(invoice, 'New', sum > 0n ? 'PaidPartial' : 'None');
  } else if (invoice.status === 'Expired') become(invoice, 'Expired', sum >= invoice.minor ? 'PaidLate' : sum > 0n ? 'PaidPartial' : 'None');
  return before === `${invoice.status} ${invoice.additional}` ? undefined : before;
}

function become(invoice: Invoice, status: string, additional: string): void {
  invoice.status = status;
  invoice.additional = additional;
}
