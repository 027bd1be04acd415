/** How BTCPay Server writes what it has (Greenfield v1). */
import { toMajor } from '../../kit/money.ts';
import { bitcoin, paid, rateText, satoshiOf, type Invoice, type PullPayment, type Received } from './invoice.ts';

export const storeId = '9CiNzKoANXxmk5ayZngSXrHTiVvvgCrwrpFQd4m2K776';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** By hand: what the status allows. */
const markable: Readonly<Record<string, readonly string[]>> = { New: ['Settled', 'Invalid'], Processing: ['Settled', 'Invalid'], Expired: ['Settled', 'Invalid'], Invalid: ['Settled'], Settled: [] };
export const marksOf = ({ status }: Invoice): readonly string[] => markable[status] ?? [];

export const invoiceForm = (of: Invoice, server: string) => ({
  id: of.id,
  storeId,
  amount: toMajor({ minor: of.minor, currency: of.currency }),
  paidAmount: toMajor({ minor: paid(of), currency: of.currency }),
  currency: of.currency,
  type: 'Standard',
  checkoutLink: `${server}/i/${of.id}`,
  createdTime: seconds(of.created),
  expirationTime: seconds(of.expires),
  monitoringExpiration: seconds(of.monitored),
  status: of.status,
  additionalStatus: of.additional,
  availableStatusesForManualMarking: marksOf(of),
  archived: false,
  metadata: of.metadata,
  checkout: { speedPolicy: 'MediumSpeed', paymentMethods: ['BTC-CHAIN'], expirationMinutes: 15, monitoringMinutes: 1440, paymentTolerance: 0, ...(of.redirect !== undefined && { redirectURL: of.redirect }) },
});

export const paymentForm = ({ id, at, satoshi, confirmed }: Received, { address }: Invoice) => ({ id, receivedDate: seconds(at), value: bitcoin(satoshi), fee: '0.0', status: confirmed ? 'Settled' : 'Processing', destination: address });

export function methodsForm(of: Invoice) {
  const sum = paid(of);
  const due = of.minor > sum ? satoshiOf(of.minor - sum, of.currency) : 0n;
  const got = bitcoin(of.payments.reduce((all, { satoshi }) => all + satoshi, 0n));
  return [
    {
      paymentMethodId: 'BTC-CHAIN',
      currency: 'BTC',
      activated: true,
      destination: of.address,
      // BIP 21.
      paymentLink: `bitcoin:${of.address}?amount=${bitcoin(due)}`,
      rate: rateText,
      paymentMethodPaid: got,
      totalPaid: got,
      due: bitcoin(due),
      amount: bitcoin(satoshiOf(of.minor, of.currency)),
      paymentMethodFee: '0',
      payments: of.payments.map((one) => paymentForm(one, of)),
      additionalData: {},
    },
  ];
}

export const pullPaymentForm = (of: PullPayment, server: string) => ({ id: of.id, name: of.name, description: of.description, currency: of.invoice.currency, amount: toMajor({ minor: of.minor, currency: of.invoice.currency }), BOLT11Expiration: '30', autoApproveClaims: false, archived: false, viewLink: `${server}/pull-payments/${of.id}` });

export const payoutsForm = ({ id, payout, minor, invoice: { currency }, at }: PullPayment) =>
  payout === undefined ? [] : [{ id: `${id}-1`, pullPaymentId: id, date: seconds(at), originalCurrency: currency, originalAmount: toMajor({ minor, currency }), payoutMethodId: 'BTC-CHAIN', revision: 0, state: payout }];
