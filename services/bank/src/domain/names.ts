/** What goes by which name at the bank. Pure. */
import { createHash } from 'node:crypto';

/** Of our routes: the payment product that each initiates (Implementation Guidelines, section 5.3.1). */
export const products = { xs2a: 'sepa-credit-transfers', 'xs2a-instant': 'instant-sepa-credit-transfers' } as const;
export type Product = (typeof products)[keyof typeof products];

/** At most 35 characters (ISO 20022), carried with the transfer to the last account statement: by this the settlement names it, and not by the bank's own identifier. */
export const endToEndIdentificationOf = (attempt: string): string => attempt.replaceAll('-', '');

/**
 * `X-Request-ID` of what moves money: the same whenever the same is sent. The standard promises nothing of a repetition, but the bank echoes and logs it.
 * UUID version 8 (RFC 9562): of our own making.
 */
export function requestIdOf(key: string, what: string): string {
  const hex = createHash('sha256').update(`${what}\n${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const byStatement = 'statement:';

/** The reference of a payment whose identifier at the bank was lost with the answer: it is on the account statement under our own. */
export const statementReference = (endToEndIdentification: string): string => `${byStatement}${endToEndIdentification}`;

export const isStatementReference = (reference: string): boolean => reference.startsWith(byStatement);

/** An identifier of the bank's, as it is put into paths: no part of one that could lead elsewhere. */
export const paymentIdPattern = '^(?!\\.\\.?$)[A-Za-z0-9._~-]{1,100}$';

export const isPaymentId = (reference: string): boolean => new RegExp(paymentIdPattern).test(reference);
