/** Whose accounts the sandbox's bank holds, and what it knows of the merchant. */

/** Of the merchant: what the secret `creditor.json` says. The account's name and the consent are the bank's own. */
export const merchant = { name: 'Guichet Stores', iban: 'DE89370400440532013000', address: '192.0.2.10', account: 'a7c1f2d4-merchant', consent: 'standing-consent-1' } as const;

export const clientId = 'guichet-sandbox';

export interface PayerAccount {
  /** Minor units. */
  readonly balance: bigint;
  /** Whether the bank lets its payments pass without the payer: `scaStatus: exempted`. */
  readonly exempted: boolean;
}

/** Documented test accounts; every other valid IBAN is as good as the first. */
export const payerAccounts: Readonly<Record<string, PayerAccount>> = {
  DE02120300000000202051: { balance: 1_000_000_00n, exempted: false },
  DE02500105170137075030: { balance: 1_00n, exempted: false },
  DE02100500000054540402: { balance: 1_000_000_00n, exempted: true },
};

export const payerAccountOf = (iban: string): PayerAccount => payerAccounts[iban] ?? { balance: 1_000_000_00n, exempted: false };

/** Check digits by ISO 7064 (mod 97-10). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/.test(text)) return false;
  const digits = (text.slice(4) + text.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
