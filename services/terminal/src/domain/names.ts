/** What goes by which name at the terminal. Pure. */
import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * `ServiceID`: ten letters and digits, which a terminal must not meet twice in 48 hours. Derived, so that the same is sent after a restart and can be
 * asked about after a lost answer: 62^10 of them are enough that two of one terminal's never meet.
 */
export function serviceIdOf(of: string, what: string): string {
  let rest = createHash('sha256').update(`${what}\n${of}`).digest().readBigUInt64BE(0);
  let text = '';
  for (let place = 0; place < 10; place += 1) {
    text += alphabet[Number(rest % 62n)] ?? '';
    rest /= 62n;
  }
  return text;
}

/** Who talks to whom: the till (SaleID) and the terminal (POIID). */
export interface Ends {
  readonly sale: string;
  readonly poi: string;
}

/** The terminal's name of an approved payment: needed, whole, to give it back. */
export interface PoiTransaction {
  /** `<tender>.<pspReference>` */
  readonly id: string;
  /** RFC 3339, as the terminal wrote it. */
  readonly at: string;
}

/** Our reference of an approved payment. */
export const referenceOf = ({ id, at }: PoiTransaction): string => `${id}@${at}`;

/** Our reference of a payment that is only asked for yet: all by which it can be asked about and stopped. Neither a till nor a terminal has a colon in its name. */
export const askedReference = ({ sale, poi }: Ends, serviceId: string): string => [poi, sale, serviceId].join(':');

export function endsOfReference(reference: string): Ends | undefined {
  const [, poi, sale] = /^([^:@]+):([^:@]+):[0-9A-Za-z]{10}$/.exec(reference) ?? [];
  return poi !== undefined && sale !== undefined ? { poi, sale } : undefined;
}

/** `undefined` for the reference of a payment that was only asked for yet. */
export function poiTransactionOf(reference: string | undefined): PoiTransaction | undefined {
  const [, id, at] = /^([^@]+)@(\S+)$/.exec(reference ?? '') ?? [];
  return id !== undefined && at !== undefined && !Number.isNaN(Date.parse(at)) ? { id, at } : undefined;
}

/** As the acquirer and its settlement files name the payment. */
export const pspReferenceOf = ({ id }: PoiTransaction): string => id.slice(id.indexOf('.') + 1);
