/** What holds, from what was given and withdrawn. Pure. */

export type Channel = 'web' | 'mobile' | 'store';

/** One line of the history. `at` is when it took effect, which is when it was written. */
export interface ConsentEvent {
  readonly number: number;
  readonly purpose: string;
  readonly given: boolean;
  /** Version of the text that was agreed to; of a withdrawal, the one that is withdrawn. */
  readonly text: string | null;
  /** Absent where somebody withdrew and did not say where. */
  readonly channel: Channel | null;
  readonly who: string;
  readonly at: Date;
}

export interface Consent {
  readonly purpose: string;
  readonly given: boolean;
  readonly text: string | null;
  readonly since: Date;
}

const lastOf = (history: readonly ConsentEvent[], purpose: string): ConsentEvent | undefined =>
  history.filter((event) => event.purpose === purpose).reduce<ConsentEvent | undefined>((last, event) => (last && last.number > event.number ? last : event), undefined);

/** The last word on every purpose, in the order in which they were first mentioned. */
export function consentsOf(history: readonly ConsentEvent[]): Consent[] {
  return [...new Set(history.map(({ purpose }) => purpose))].flatMap((purpose) => {
    const last = lastOf(history, purpose);
    return last ? [{ purpose, given: last.given, text: last.text, since: last.at }] : [];
  });
}

/** What was never given, or was withdrawn, is not consented to. */
export const isGiven = (history: readonly ConsentEvent[], purpose: string): boolean => lastOf(history, purpose)?.given === true;

export type NextConsent = Pick<ConsentEvent, 'purpose' | 'given' | 'text' | 'channel'>;

/** The line to add for what somebody says now; none where it says what holds already, so that a repetition changes nothing. */
export function said(history: readonly ConsentEvent[], now: { readonly purpose: string; readonly give?: { readonly text: string }; readonly channel: Channel | null }): NextConsent | undefined {
  const last = lastOf(history, now.purpose);
  if (now.give) return last?.given && last.text === now.give.text ? undefined : { purpose: now.purpose, given: true, text: now.give.text, channel: now.channel };
  return last?.given ? { purpose: now.purpose, given: false, text: last.text, channel: now.channel } : undefined;
}
