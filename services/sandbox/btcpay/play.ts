/** BTCPay Server as the sandbox plays it: invoices, their confirmations, and pull payments. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromMajor } from '../../kit/money.ts';
import type { Happened, Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { invoiceForm, marksOf, methodsForm, payoutsForm, pullPaymentForm, storeId } from './forms.ts';
import { paid, type Invoice, type PullPayment } from './invoice.ts';
import { createMail } from './letters.ts';
import { createStore } from './store.ts';

const apiKey = 'sandbox-btcpay-api-key-0001';
const webhookSecret = 'sandbox-btcpay-webhook-secret-0001';

const decimal = Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?$' });
const newInvoice = Compile(
  Type.Object({
    amount: decimal,
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    metadata: Type.Optional(Type.Object({ orderId: Type.Optional(Type.String()) })),
    checkout: Type.Optional(Type.Object({ redirectURL: Type.Optional(Type.String()) })),
  }),
);
const newRefund = Compile(Type.Object({ refundVariant: Type.Literal('Custom'), customAmount: decimal, customCurrency: Type.String(), name: Type.Optional(Type.String()), description: Type.Optional(Type.String()) }));
const mark = Compile(Type.Object({ status: Type.Enum(['Settled', 'Invalid']) }));

const faults = (...list: readonly { readonly path: string; readonly message: string }[]): Outgoing => ({ status: 400, body: list });
const missing = (what: string): Outgoing => ({ status: 404, body: { code: `${what}-not-found`, message: `The ${what} was not found` } });

const minorOf = (amount: string, currency: string): bigint | undefined => {
  try {
    const { minor } = fromMajor(amount, currency);
    return minor > 0n ? minor : undefined;
  } catch {
    return undefined;
  }
};

const paidStates = new Set(['Settled', 'Processing']);

function open(world: World): Part {
  const store = createStore(world, createMail(world, webhookSecret));
  const form = (of: Invoice) => invoiceForm(of, world.address);
  const invoiceIn = ({ params }: Incoming): Invoice | undefined => store.invoices.get(params['invoice'] ?? '');
  const about = (act: (invoice: Invoice, asked: Incoming) => Outgoing) => (asked: Incoming): Outgoing => {
    const invoice = invoiceIn(asked);
    return invoice ? act(invoice, asked) : missing('invoice');
  };

  function create({ json, params, decline }: Incoming): Outgoing {
    if (params['store'] !== storeId) return missing('store');
    if (!newInvoice.Check(json)) return faults(...newInvoice.Errors(json).map(({ instancePath, message }) => ({ path: instancePath.slice(1), message })));
    const minor = minorOf(json.amount, json.currency);
    if (minor === undefined || decline) return faults({ path: 'amount', message: 'The amount should be positive, and of a currency with a rate' });
    const { metadata = {}, checkout } = json;
    return { status: 200, body: form(store.make({ minor, currency: json.currency, metadata: { ...metadata }, order: metadata.orderId, redirect: checkout?.redirectURL })) };
  }

  function refund(invoice: Invoice, { json }: Incoming): Outgoing {
    const refundable = invoice.status === 'Settled' || invoice.status === 'Invalid' || (invoice.status === 'Expired' && invoice.additional !== 'None');
    if (!refundable) return faults({ path: 'status', message: 'Cannot refund this invoice' });
    if (!newRefund.Check(json)) return faults({ path: 'refundVariant', message: 'The sandbox takes Custom, with an amount and a currency' });
    const minor = json.customCurrency === invoice.currency ? minorOf(json.customAmount, invoice.currency) : undefined;
    if (minor === undefined) return faults({ path: 'customAmount', message: 'Amount must be greater than 0' });
    return { status: 200, body: pullPaymentForm(store.refund(invoice, minor, json.name ?? `Refund ${invoice.id}`, json.description ?? ''), world.address) };
  }

  const found = (id = ''): Invoice => {
    const invoice = store.invoices.get(id) ?? [...store.invoices.values()].find(({ order }) => order === id);
    if (!invoice) throw new Error(`BTCPay has no invoice ${id}`);
    return invoice;
  };

  return {
    name: 'btcpay',
    before: ({ path, headers }) => (path.startsWith('/api/') && headers['authorization'] !== `token ${apiKey}` ? { status: 401, body: { code: 'unauthenticated', message: 'Authentication is required for accessing this endpoint' } } : undefined),
    answers: [
      { method: 'POST', path: '/api/v1/stores/{store}/invoices', answer: create },
      { method: 'GET', path: '/api/v1/stores/{store}/invoices', answer: ({ query }) => ({ status: 200, body: [...store.invoices.values()].filter(({ order }) => query.getAll('orderId').includes(order ?? '')).map(form) }) },
      { method: 'GET', path: '/api/v1/invoices/{invoice}', answer: about((invoice) => ({ status: 200, body: form(invoice) })) },
      { method: 'GET', path: '/api/v1/invoices/{invoice}/payment-methods', answer: about((invoice) => ({ status: 200, body: methodsForm(invoice) })) },
      {
        method: 'POST', path: '/api/v1/invoices/{invoice}/status',
        answer: about((invoice, { json }) => {
          if (!mark.Check(json) || !marksOf(invoice).includes(json.status)) return faults({ path: 'status', message: 'Status can only be marked to invalid or settled within certain conditions.' });
          store.mark(invoice, json.status);
          return { status: 200, body: form(invoice) };
        }),
      },
      { method: 'POST', path: '/api/v1/invoices/{invoice}/refund', answer: about(refund) },
      { method: 'GET', path: '/api/v1/stores/{store}/pull-payments', answer: () => ({ status: 200, body: [...store.pullPayments.values()].map((one) => pullPaymentForm(one, world.address)) }) },
      {
        method: 'GET', path: '/api/v1/pull-payments/{id}/payouts',
        answer: ({ params }) => {
          const one = store.pullPayments.get(params['id'] ?? '');
          return one ? { status: 200, body: payoutsForm(one) } : missing('pullpayment');
        },
      },
    ],
    failure: () => ({ status: 500, body: { code: 'internal-error', message: 'Something went wrong' } }),
    happened: () => [...[...store.invoices.values()].flatMap(ofInvoice), ...[...store.pullPayments.values()].map(ofRefund)],
    acts: {
      /** `amount` in major units of the invoice's currency, and all that is due without; `confirms: no` for one that stays in the air. */
      pay: ({ invoice, amount, confirms }) => {
        const of = found(invoice);
        store.pay(of, amount === undefined ? of.minor - paid(of) : fromMajor(amount, of.currency).minor, confirms !== 'no');
      },
      /** The next block, now. */
      confirm: ({ invoice }) => store.confirm(found(invoice)),
      replace: ({ invoice }) => store.replace(found(invoice)),
      mark: ({ invoice, status = 'Settled' }) => store.mark(found(invoice), status),
      /** The payer claims a refund, and it is paid out. */
      claim: ({ refund: id = '' }) => {
        const one = store.pullPayments.get(id);
        if (!one) throw new Error(`BTCPay has no pull payment ${id}`);
        one.payout = 'Completed';
      },
      becomes: ({ invoice, status = '' }) => void Object.assign(found(invoice), { status }),
    },
    settle: () => ({
      name: `btcpay-${world.clock.now().toISOString().slice(0, 10)}.jsonl`,
      format: 'json-lines',
      content: [
        ...[...store.invoices.values()].filter(({ status }) => status === 'Settled').map(({ id, minor, currency }) => JSON.stringify({ kind: 'capture', reference: id, gross: Number(minor), fee: 0, currency })),
        ...[...store.pullPayments.values()].map(({ id, minor, invoice: { currency } }) => JSON.stringify({ kind: 'refund', reference: id, gross: Number(minor), fee: 0, currency })),
      ].join('\n'),
    }),
  };
}

function ofInvoice(of: Invoice): Happened[] {
  const base = { provider: 'btcpay', reference: of.id, ours: of.order ?? '', of: of.id, amount: of.minor.toString(), currency: of.currency, state: `${of.status} ${of.additional}`, at: of.created.toISOString() } as const;
  const settled = of.status === 'Settled';
  return [
    { ...base, what: 'authorisation', effective: paidStates.has(of.status) },
    ...(settled ? [{ ...base, what: 'capture', effective: true } as const] : []),
    ...(of.status === 'Invalid' && of.additional === 'Marked' ? [{ ...base, what: 'void', effective: true } as const] : []),
  ];
}

const ofRefund = ({ id, name, invoice, minor, payout, at }: PullPayment): Happened => ({ provider: 'btcpay', what: 'refund', reference: id, ours: name.replace(/^Refund /, ''), of: invoice.id, amount: minor.toString(), currency: invoice.currency, state: payout ?? 'AwaitingClaim', effective: true, at: at.toISOString() });

export const playBtcpay = (): Play => ({ name: 'btcpay', secrets: { btcpay: { 'api-key': apiKey, 'store-id': storeId, 'webhook-secrets': webhookSecret } }, open });
