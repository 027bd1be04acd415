/** What keeps a request from being sent, told as the contract tells it. */
import type { Authorisation, Modification } from '../../kit/provider/contract.ts';
import { CardUnavailable } from './card.ts';
import { AmountError } from './units.ts';

/**
 * For so long after it was begun, what has no trace at the acquirer is sent again under its own key. Both acquirers keep keys for a day at least; the
 * payer has gone long before. In milliseconds.
 */
const freshness = 3_600_000;

export const isFresh = (begunAt: string, now: Date): boolean => now.getTime() - Date.parse(begunAt) < freshness;

const notSent = (error: unknown): string | undefined => (error instanceof AmountError || error instanceof CardUnavailable ? error.message : undefined);

/** Nothing was sent now; `state` says what that means where it may have been sent before. */
export const authorised =
  <Asked>(work: (asked: Asked) => Promise<Authorisation>, state: 'not-processed' | 'unknown' = 'not-processed') =>
  async (asked: Asked): Promise<Authorisation> => {
    try {
      return await work(asked);
    } catch (error) {
      const detail = notSent(error);
      if (detail === undefined) throw error;
      if (error instanceof CardUnavailable && error.gone && state === 'not-processed') return { state: 'declined', decline: { code: 'invalid-instrument', providerCode: 'no-such-token', again: 'never' }, detail };
      return { state, detail };
    }
  };

export const modified =
  <Asked>(work: (asked: Asked) => Promise<Modification>, state: 'not-processed' | 'unknown' = 'not-processed') =>
  async (asked: Asked): Promise<Modification> => {
    try {
      return await work(asked);
    } catch (error) {
      const detail = notSent(error);
      if (detail === undefined) throw error;
      return { state, detail };
    }
  };

/** Of what was asked again to find out: that nothing was done now says nothing of an earlier time, unless the acquirer itself says it of the payment. */
export const knownNow = (answer: Authorisation): Authorisation => (answer.state === 'not-processed' && answer.reference === undefined ? { ...answer, state: 'unknown' } : answer);
export const changedNow = (answer: Modification): Modification => (answer.state === 'not-processed' ? { ...answer, state: 'unknown' } : answer);
