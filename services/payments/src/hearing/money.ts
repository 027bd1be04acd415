/** What an attempt's sums still allow. Pure. */
import type { Attempt } from '../adapters/attempts.ts';
import type { Operation } from '../adapters/operations.ts';

/** Of the authorisation: neither taken nor given back, nor about to be. */
export const leftOf = ({ authorised, captured, capturing, released, releasing }: Pick<Attempt, 'authorised' | 'captured' | 'capturing' | 'released' | 'releasing'>): bigint => authorised - captured - capturing - released - releasing;

/** Of a capture: neither refunded nor about to be. */
export const refundable = ({ kind, state, amount, refunded, refunding }: Pick<Operation, 'kind' | 'state' | 'amount' | 'refunded' | 'refunding'>): bigint => (kind === 'capture' && state === 'done' ? amount - refunded - refunding : 0n);
