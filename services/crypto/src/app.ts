/** BTCPay Server as a provider: an invoice is shown to the payer, and the chain confirms it. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import type { AuthoriseAsked, Connector, ModifyAsked, Reply } from '../../kit/provider/exchange.ts';
import { httpSender, type SendHttp } from '../../kit/provider/http.ts';
import type { Account } from './account.ts';
import { invoiceAt, invoicesOf, minorUnits, newInvoice, readInvoice, readInvoices, readState, theOne, type Invoice } from './domain/invoice.ts';
import { byOperation, newRefund, payoutsOf, promised, pullPaymentsOf, readPullPayment, readPullPayments, readRefund, type PullPayment } from './domain/refund.ts';
import { noticeOf, verify } from './domain/webhook.ts';
import { failedAuthorisation, failedModification, unsure, well } from './reply.ts';

export interface BtcpayProps {
  /** `BTCPAY_URL`. */
  readonly address: string;
  /** As it is now. */
  readonly account: () => Account;
}

/** In milliseconds. An operation asks three times at most, and may take 12 s. */
const patience = 3_500;

export function createBtcpay({ address, account }: BtcpayProps): Connector {
  const send = httpSender({ address, timeout: patience, headers: () => ({ authorization: `token ${account().apiKey}` }) });
  return {
    authorise: (asked) => authorise(send, account(), asked),
    // Its route takes at once: the server asks for none.
    capture: async () => ({ state: 'refused', providerCode: 'NotSupported', detail: 'the chain confirms: there is nothing to capture' }),
    void: (asked) => markInvalid(send, asked),
    refund: (asked) => refund(send, account(), asked),
    lookUpAuthorisation: (asked) => lookUp(send, account(), asked),
    lookUpModification: ({ what, ...asked }) => (what === 'refund' ? lookUpRefund(send, account(), asked) : lookUpVoid(send, asked)),
    readWebhook: async ({ headers, body }) => {
      const bytes = Buffer.from(body, 'base64');
      verify(headers, bytes, account().webhookSecrets);
      return { notices: [noticeOf(bytes)] };
    },
  };
}

/** With the address to pay to, where somebody still pays. Without it there is the checkout page. */
async function told(send: SendHttp, invoice: Invoice): Promise<Authorisation> {
  return readState(invoice, invoice.status === 'New' ? well(await send(invoiceAt(invoice.id, '/payment-methods'))) : undefined);
}

/** The invoice of this attempt, if there is one. */
async function existing(send: SendHttp, { storeId }: Account, { body: { attempt, continues }, reference }: AuthoriseAsked & { readonly reference?: string }): Promise<{ readonly invoice: Invoice | undefined } | { readonly failed: Reply }> {
  const id = reference ?? continues?.reference;
  const reply = await send(id === undefined ? invoicesOf(storeId, attempt) : invoiceAt(id));
  if (id !== undefined && reply.kind === 'answered' && reply.status === 404) return { invoice: undefined };
  const said = well(reply);
  const invoices = id === undefined ? readInvoices(said) : [readInvoice(said)].filter((one) => one !== undefined);
  return invoices && (id === undefined || invoices.length > 0) ? { invoice: theOne(invoices) } : { failed: reply };
}

async function authorise(send: SendHttp, account: Account, asked: AuthoriseAsked): Promise<Authorisation> {
  // Nothing makes a repetition harmless but looking first.
  const before = await existing(send, account, asked);
  if ('failed' in before) return failedAuthorisation(before.failed);
  if (before.invoice) return told(send, before.invoice);
  const reply = await send(newInvoice(account.storeId, asked));
  const made = readInvoice(well(reply));
  return made ? told(send, made) : failedAuthorisation(reply);
}

async function lookUp(send: SendHttp, account: Account, asked: AuthoriseAsked & { readonly reference?: string }): Promise<Authorisation> {
  const found = await existing(send, account, asked);
  if ('failed' in found) return unsure(failedAuthorisation(found.failed));
  return found.invoice ? told(send, found.invoice) : { state: 'not-found' };
}

/** Nobody has paid anything of it. */
const untouched = ({ status, additionalStatus = 'None' }: Invoice): boolean => (status === 'New' || status === 'Expired') && additionalStatus === 'None';

const voided = (invoice: Invoice): Modification => {
  const { state, amount } = readState(invoice);
  return { state: state === 'voided' ? 'done' : 'not-found', ...(amount && { amount }), detail: `invoice ${invoice.status}` };
};

async function markInvalid(send: SendHttp, { reference }: ModifyAsked): Promise<Modification> {
  const reply = await send(invoiceAt(reference));
  const invoice = readInvoice(well(reply));
  if (!invoice) return failedModification(reply);
  if (voided(invoice).state === 'done') return voided(invoice);
  // Somebody's money is there or on its way: it is refunded, and never forgotten.
  if (!untouched(invoice)) return { state: 'refused', providerCode: `${invoice.status} ${invoice.additionalStatus ?? 'None'}`, detail: 'something was paid: wait until it is settled, and refund it' };
  const marked = await send({ method: 'POST', path: `/api/v1/invoices/${encodeURIComponent(reference)}/status`, body: { status: 'Invalid' } });
  const after = readInvoice(well(marked));
  return after ? voided(after) : failedModification(marked);
}

async function lookUpVoid(send: SendHttp, { reference }: ModifyAsked): Promise<Modification> {
  const reply = await send(invoiceAt(reference));
  const invoice = readInvoice(well(reply));
  return invoice ? voided(invoice) : unsure(failedModification(reply));
}

async function refund(send: SendHttp, { storeId }: Account, asked: ModifyAsked): Promise<Modification> {
  const [listed, paid] = await Promise.all([send(pullPaymentsOf(storeId)), send(invoiceAt(asked.reference))]);
  const all = readPullPayments(well(listed));
  const invoice = readInvoice(well(paid));
  if (!all || !invoice) return failedModification(all ? paid : listed);
  const before = byOperation(all, asked.body.operation);
  if (before) return readRefund(before);
  const fault = excess(asked, invoice, all);
  if (fault !== undefined) return { state: 'refused', providerCode: 'RefundAmountExceeded', detail: fault };
  const reply = await send(newRefund(asked));
  const made = readPullPayment(well(reply));
  return made ? readRefund(made) : failedModification(reply);
}

/** BTCPay would promise any sum. */
function excess({ reference, body: { amount } }: ModifyAsked, invoice: Invoice, all: readonly PullPayment[]): string | undefined {
  const taken = minorUnits(invoice.amount, invoice.currency) ?? 0n;
  const asked = promised(all, reference, invoice.currency) + BigInt(amount.amount);
  return invoice.currency === amount.currency && asked <= taken ? undefined : `${asked} of ${taken} minor units of ${invoice.currency} would be promised back`;
}

async function lookUpRefund(send: SendHttp, { storeId }: Account, { body: { operation } }: ModifyAsked): Promise<Modification> {
  const reply = await send(pullPaymentsOf(storeId));
  const all = readPullPayments(well(reply));
  if (!all) return unsure(failedModification(reply));
  const found = byOperation(all, operation);
  return found ? readRefund(found, well(await send(payoutsOf(found)))) : { state: 'not-found' };
}
