/** When something is tried again. Milliseconds throughout. Pure. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Standard Webhooks, "Deliverability and reliability": the sample schedule. */
export const deliverySchedule: readonly number[] = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** The pause before the next try of a delivery that was tried `tries` times, a tenth more at most; `undefined` where it is given up. `random` is from 0 to below 1. */
export function nextDelivery(tries: number, { random, retryAfter = 0 }: { readonly random: number; readonly retryAfter?: number }): number | undefined {
  const pause = deliverySchedule[tries];
  if (pause === undefined) return undefined;
  return Math.max(Math.round(pause * (1 + random / 10)), retryAfter);
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3); at most a day, since nobody should be made to wait for ever. */
export function retryAfterOf(header: string | null, now: Date): number {
  if (header === null) return 0;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * second : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 24 * hour) : 0;
}

/** The pause before a look-up that follows `looks` others: half as long again each time, up to an hour, so that who waits never waits for half as long in vain. */
export const nextLook = (looks: number): number => Math.min(Math.round(2 * second * 1.5 ** Math.min(looks, 40)), hour);
