/** Keyed hashes (HMAC-SHA-256, RFC 2104): an unkeyed one of a card number is the number, for whoever has an afternoon (PCI DSS 4.0.1, 3.5.1.1). Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const mac = (key: Buffer, message: Buffer): Buffer => createHmac('sha256', key).update(message).digest();

/** In constant time. */
export function macMatches(key: Buffer, message: Buffer, tag: Buffer): boolean {
  const expected = mac(key, message);
  return tag.length === expected.length && timingSafeEqual(expected, tag);
}

/** Each part with its length and the purpose first, so that no hash of one kind is one of another. */
const keyed = (key: Buffer, purpose: string, parts: readonly string[]): Buffer => mac(key, Buffer.from([purpose, ...parts].map((part) => `${Buffer.byteLength(part)}:${part}`).join(',')));

/** By which a merchant's card is known again; another merchant's fingerprint of the same card is another one. */
export const fingerprintOf = (key: Buffer, { merchant, number }: { readonly merchant: string; readonly number: string }): Buffer => keyed(key, 'fingerprint', [merchant, number]);

/** What is kept in the place of an Idempotency-Key: callers write into it what they like. */
export const keptKey = (key: Buffer, idempotencyKey: string): string => keyed(key, 'idempotency', [idempotencyKey]).toString('base64url');

/** From the text of the secret `fingerprint-key`: 256 bits in base64. Throws an error that repeats none of it. */
export function readFingerprintKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32 || key.toString('base64') !== text.trim()) throw new Error('the secret fingerprint-key is not 256 bits in base64: make one with `openssl rand -base64 32`');
  return key;
}
