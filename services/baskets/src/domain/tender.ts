/** Split tender: any number of payments, by any method and in any channel, cover one total. Pure. */

/** What has become of one payment, in minor units; each is a sum of what was told. */
export interface Payment {
  readonly authorised: bigint;
  readonly captured: bigint;
  /** Voided or expired. */
  readonly released: bigint;
  readonly refunded: bigint;
  /** The part of the refunds that the basket is paid less for: see {@link moved}. */
  readonly undone: bigint;
}

export const nothing: Payment = { authorised: 0n, captured: 0n, released: 0n, refunded: 0n, undone: 0n };

export type Movement = 'payment.authorised' | 'payment.captured' | 'payment.voided' | 'payment.expired' | 'payment.refunded';

const column = {
  'payment.authorised': 'authorised',
  'payment.captured': 'captured',
  'payment.voided': 'released',
  'payment.expired': 'released',
  'payment.refunded': 'refunded',
} as const satisfies Record<Movement, keyof Payment>;

/**
 * A payment after what was told. A refund of a basket that is bought gives back the excess first, and beyond it goes with goods that came back: the
 * basket does not ask to be paid again. A refund of one that is still open takes the payment back.
 */
export function moved(payment: Payment, { movement, amount }: { readonly movement: Movement; readonly amount: bigint }, basket: { readonly bought: boolean; readonly excess: bigint }): Payment {
  const after = { ...payment, [column[movement]]: payment[column[movement]] + amount };
  if (movement !== 'payment.refunded') return after;
  const undone = basket.bought && amount > basket.excess ? basket.excess : amount;
  return { ...after, undone: payment.undone + undone };
}

/** What a payment covers: what is still reserved or was taken, and not undone. */
export function covers({ authorised, captured, released, undone }: Payment): bigint {
  const reserved = authorised - released;
  const held = (reserved > captured ? reserved : captured) - undone;
  return held > 0n ? held : 0n;
}

export interface Tender {
  /** What payments cover of the total: never more than it. */
  readonly tendered: bigint;
  readonly due: bigint;
  /** What payments hold beyond the total, such as a crypto payment that was overpaid. It belongs to the customer. */
  readonly excess: bigint;
  readonly covered: boolean;
}

export function tenderOf(total: bigint, payments: readonly Payment[]): Tender {
  const paid = payments.reduce((sum, payment) => sum + covers(payment), 0n);
  const tendered = paid < total ? paid : total;
  return { tendered, due: total - tendered, excess: paid - tendered, covered: total > 0n && tendered === total };
}
