/** What we may ask consent for, one by one (GDPR article 6(1)(a) and recital 43), and the texts that people agree to. */

export interface Purpose {
  readonly purpose: string;
  /** The text's versions, oldest first. Consent is given to the last; who agreed to an earlier one has agreed to that one. */
  readonly texts: readonly [string, ...string[]];
}

export type Purposes = Readonly<Record<string, Purpose>>;

export const purposes: Purposes = {
  newsletter: { purpose: 'offers by electronic mail', texts: ['2026-01'] },
  messages: { purpose: 'offers by text message and push notification', texts: ['2026-01'] },
  recommendations: { purpose: 'recommendations from what was viewed and bought', texts: ['2026-01', '2026-09'] },
};

export const latest = ({ texts }: Purpose): string => texts.at(-1) ?? texts[0];
