/** The bank's answers, in the words of NextGenPSD2 1.3.11. */
import { fromMajor, toMajor } from '../../kit/money.ts';
import type { Incoming, Outgoing } from '../frame/part.ts';
import type { Payment } from './payments.ts';

export const saidNo = (status: number, code: string, text?: string): Outgoing => ({ status, body: { tppMessages: [{ category: 'ERROR', code, ...(text !== undefined && { text }) }] } });

/** With the request's own identifier, as every answer must have. */
export const echoed = ({ headers }: Pick<Incoming, 'headers'>, answer: Outgoing): Outgoing => ({ ...answer, headers: { 'x-request-id': headers['x-request-id'] ?? '', ...answer.headers } });

export const pathOf = ({ product, id }: Payment): string => `/v1/payments/${product}/${id}`;

/** The payer's page, as the payer reaches it. */
export const pageOf = (address: string, { id }: Payment): string => `${address}/sca/${id}`;

const link = (href: string) => ({ href });

const inApp = 'Please approve the payment in your banking app.';

interface Asking {
  readonly psuMessage?: string;
  readonly _links?: { readonly scaRedirect: { readonly href: string } };
}

/** How the payer is asked; nothing where nobody is. */
export function askingPayer(address: string, payment: Payment): Asking {
  if (payment.status !== 'RCVD' || !payment.sca) return {};
  return payment.approach === 'REDIRECT' ? { _links: { scaRedirect: link(pageOf(address, payment)) } } : { psuMessage: inApp };
}

export function initiated(address: string, payment: Payment): Outgoing {
  const { id, status, sca, approach } = payment;
  const path = pathOf(payment);
  const redirect = sca?.status === 'received' && approach === 'REDIRECT' ? { scaRedirect: link(pageOf(address, payment)) } : {};
  const links = { ...redirect, self: link(path), status: link(`${path}/status`), ...(sca ? { scaStatus: link(`${path}/authorisations/${sca.id}`) } : { startAuthorisation: link(`${path}/authorisations`) }) };
  return {
    status: 201,
    headers: { location: `${address}${path}`, ...(sca && sca.status !== 'exempted' && { 'aspsp-sca-approach': approach }) },
    body: { transactionStatus: status, paymentId: id, ...(sca && { scaStatus: sca.status }), ...(sca?.status === 'received' && approach === 'DECOUPLED' && { psuMessage: inApp }), _links: links },
  };
}

export const amountText = (minor: bigint): string => toMajor({ minor, currency: 'EUR' });

/** `undefined` for what is no positive amount of euros. */
export function euros({ currency, amount }: { readonly currency: string; readonly amount: string }): bigint | undefined {
  if (currency !== 'EUR' || !/^[0-9]{1,14}(\.[0-9]{1,3})?$/.test(amount)) return undefined;
  try {
    const { minor } = fromMajor(amount, currency);
    return minor > 0n ? minor : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
