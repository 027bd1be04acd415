/** The store: what is made, what is paid, and what time and chain make of it. */
import type { World } from '../frame/part.ts';
import { paymentForm } from './forms.ts';
import { satoshiOf, paid, watch, type Invoice, type PullPayment, type Received } from './invoice.ts';
import type { Mail } from './letters.ts';

const minutes = (n: number): number => n * 60_000;
const expiration = minutes(15);
const monitoring = minutes(1_440);
/** To the next block. */
const block = minutes(10);

const base32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const base58 = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789';

export interface Made {
  readonly minor: bigint;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly order: string | undefined;
  readonly redirect: string | undefined;
}

export function createStore({ clock, random }: World, mail: Mail) {
  const invoices = new Map<string, Invoice>();
  const pullPayments = new Map<string, PullPayment>();

  /** Tells what has become of it, where something has. */
  function look(invoice: Invoice): void {
    if (watch(invoice, clock.now()) === undefined) return;
    const over = invoice.additional === 'PaidOver';
    if (invoice.status === 'Processing') mail.tell('InvoiceProcessing', invoice, { overPaid: over });
    if (invoice.status === 'Settled') mail.tell('InvoiceSettled', invoice, { manuallyMarked: false, overPaid: over });
    if (invoice.status === 'Expired' && invoice.additional !== 'PaidLate') mail.tell('InvoiceExpired', invoice, { partiallyPaid: invoice.additional === 'PaidPartial' });
    if (invoice.status === 'Invalid') mail.tell('InvoiceInvalid', invoice, { manuallyMarked: false });
  }

  function confirm(invoice: Invoice, one: Received): void {
    if (one.confirmed || !invoice.payments.includes(one)) return;
    one.confirmed = true;
    mail.tell('InvoicePaymentSettled', invoice, { afterExpiration: one.late, paymentMethodId: 'BTC-CHAIN', payment: paymentForm(one, invoice) });
    look(invoice);
  }

  return {
    invoices,
    pullPayments,
    make: ({ minor, currency, metadata, order, redirect }: Made): Invoice => {
      const now = clock.now();
      const expires = new Date(now.getTime() + expiration);
      const invoice: Invoice = { id: random.text(base58, 22), order, metadata, minor, currency, redirect, address: `bcrt1q${random.text(base32, 38)}`, created: now, expires, monitored: new Date(expires.getTime() + monitoring), payments: [], status: 'New', additional: 'None' };
      invoices.set(invoice.id, invoice);
      mail.tell('InvoiceCreated', invoice, {});
      for (const when of [invoice.expires, invoice.monitored]) clock.at(when, () => look(invoice));
      return invoice;
    },
    /** A transaction is seen; the next block has it, unless it never confirms. */
    pay: (invoice: Invoice, minor: bigint, confirms = true): void => {
      const now = clock.now();
      const one: Received = { id: `${random.text('0123456789abcdef', 64)}-0`, minor, satoshi: satoshiOf(minor, invoice.currency), at: now, late: now >= invoice.expires, confirmed: false };
      invoice.payments.push(one);
      mail.tell('InvoiceReceivedPayment', invoice, { afterExpiration: one.late, paymentMethodId: 'BTC-CHAIN', payment: paymentForm(one, invoice) });
      look(invoice);
      if (confirms) clock.at(new Date(now.getTime() + block), () => confirm(invoice, one));
    },
    confirm: (invoice: Invoice): void => [...invoice.payments].forEach((one) => confirm(invoice, one)),
    /** What is not confirmed is replaced by a transaction to somewhere else (RBF). */
    replace: (invoice: Invoice): void => {
      const kept = invoice.payments.filter(({ confirmed }) => confirmed);
      invoice.payments.splice(0, Infinity, ...kept);
      look(invoice);
    },
    mark: (invoice: Invoice, status: string): void => {
      Object.assign(invoice, { status, additional: 'Marked' });
      mail.tell(status === 'Settled' ? 'InvoiceSettled' : 'InvoiceInvalid', invoice, { manuallyMarked: true, ...(status === 'Settled' && { overPaid: paid(invoice) > invoice.minor }) });
    },
    refund: (invoice: Invoice, minor: bigint, name: string, description: string): PullPayment => {
      const made: PullPayment = { id: random.text(base58, 28), invoice, name, description, minor, at: clock.now(), payout: undefined };
      pullPayments.set(made.id, made);
      return made;
    },
  };
}

export type Store = ReturnType<typeof createStore>;
