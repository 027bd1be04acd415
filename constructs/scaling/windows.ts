import type { PlannedWindow } from '../plan.ts';

/** A moment of each year, as KEDA's `cron` trigger reads it: minute, hour, day and month, by the wall clock of `timezone`. */
interface Moments {
  readonly start: string;
  readonly end: string;
  readonly timezone: string;
}

const cron = ({ minute, hour, day, month }: Temporal.ZonedDateTime): string => `${minute} ${hour} ${day} ${month} *`;

/** A local time that a change to summer time leaves out is the one an hour later, as clocks show it. */
const moment = (local: string, timezone: string): Temporal.ZonedDateTime => Temporal.PlainDateTime.from(local).toZonedDateTime(timezone);

/** Cron has whole minutes: rather a minute early. */
const wholeMinute = (time: Temporal.ZonedDateTime): Temporal.ZonedDateTime => time.round({ smallestUnit: 'minute', roundingMode: 'floor' });

/**
 * When a window's floor holds: from its lead time before the start until its end, over midnight, months and new year. Cron knows no year: the
 * window comes back on the same dates until the environment drops it, which costs some pods and no payment.
 */
export const momentsOf = ({ start, end, timezone, lead }: Pick<PlannedWindow, 'start' | 'end' | 'timezone' | 'lead'>): Moments => ({
  start: cron(wholeMinute(moment(start, timezone).subtract({ milliseconds: lead }))),
  end: cron(moment(end, timezone)),
  timezone,
});
