/** Adyen's webhooks and their signatures: base64 HMAC-SHA-256 over eight fields, of which nothing is escaped; no time is among them. */
import { createHmac } from 'node:crypto';
import type { Letter } from '../frame/courier.ts';
import type { Amount } from './bodies.ts';

export interface Item {
  readonly amount: Amount;
  readonly eventCode: string;
  /** ISO 8601 with an offset. */
  readonly eventDate: string;
  readonly merchantAccountCode: string;
  readonly merchantReference: string;
  readonly originalReference?: string;
  readonly paymentMethod?: string;
  readonly pspReference: string;
  readonly reason?: string;
  readonly success: 'true' | 'false';
  readonly operations?: readonly string[];
  readonly additionalData?: Readonly<Record<string, string>>;
}

export function signed(key: string, { pspReference, originalReference = '', merchantAccountCode, merchantReference, amount, eventCode, success }: Item): string {
  const text = [pspReference, originalReference, merchantAccountCode, merchantReference, amount.value, amount.currency, eventCode, success].join(':');
  return createHmac('sha256', Buffer.from(key, 'hex')).update(text, 'utf8').digest('base64');
}

const minutes = 60_000;
/** The queue's own schedule, and then every 8 hours for 30 days (docs.adyen.com/development-resources/webhooks/troubleshoot). */
const retries = [2, 5, 10, 15, 30, 60, 120, 240, ...Array.from({ length: 89 }, () => 480)].map((pause) => pause * minutes);

const stranger = '0'.repeat(64);

export const notification = (item: Item, key: string): Letter => ({
  provider: 'adyen-checkout', route: 'adyen', id: `${item.eventCode}:${item.pspReference}`, type: item.eventCode, retries,
  final: (status) => status !== undefined && status >= 200 && status < 300,
  seal: ({ forged }) => {
    const { additionalData, ...rest } = item;
    const NotificationRequestItem = { additionalData: { ...additionalData, hmacSignature: signed(forged ? stranger : key, item) }, ...rest };
    return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem }] }) };
  },
});
