/** Variables of a run: nobody is held back by rates, since few accounts buy for many; what lies about is looked at sooner than in a shop. */
import type { CounterProps } from '../demo/counter.ts';

const unlimited = '1000000';

export const tuned: NonNullable<CounterProps['tuned']> = {
  gateway: { SUBJECT_RATE: unlimited, SUBJECT_BURST: unlimited, CLIENT_RATE: unlimited, CLIENT_BURST: unlimited, LOG_LEVEL: 'warn' },
  // Longer than the 13 seconds that a request waits for providers.
  payments: { CRASHED_AFTER_MS: '16000', NOT_FOUND_AFTER_MS: '18000', ACTION_MS: '15000', LOG_LEVEL: 'warn' },
};
