/** PayPal's webhooks: signed by RSA over the transmission and the checksum of the body, sent up to 25 times in three days. */
import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Letter } from '../frame/courier.ts';
import type { World } from '../frame/part.ts';

const anHour = 3_600_000;

/** Close together at first, 25 in three days (the number is theirs, the spacing ours). */
const retries = [60_000, 5 * 60_000, 10 * 60_000, 30 * 60_000, ...Array.from({ length: 20 }, () => 3.5 * anHour)];

const signedText = (transmission: string, time: string, webhookId: string, body: string): string => `${transmission}|${time}|${webhookId}|${crc32(body)}`;

export function createMail({ clock, random, address, send }: World, webhookId: string) {
  const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 });

  return {
    tell: (type: string, resourceType: string, summary: string, resource: object): void => {
      const id = `WH-${random.text('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', 17)}-${random.text('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', 17)}`;
      const body = JSON.stringify({ id, event_version: '1.0', create_time: clock.now().toISOString(), resource_type: resourceType, resource_version: '2.0', event_type: type, summary, resource, links: [{ href: `${address}/v1/notifications/webhooks-events/${id}`, rel: 'self', method: 'GET' }] });
      const letter: Letter = {
        provider: 'paypal', route: 'paypal', id, type, retries,
        final: (status) => status !== undefined && status >= 200 && status < 300,
        seal: ({ at, forged }) => {
          const transmission = random.uuid();
          const time = `${at.toISOString().slice(0, 19)}Z`;
          const signature = createSign('RSA-SHA256').update(signedText(transmission, time, webhookId, body)).sign((forged ? strangers : ours).privateKey, 'base64');
          return { body, headers: { 'paypal-transmission-id': transmission, 'paypal-transmission-time': time, 'paypal-transmission-sig': signature, 'paypal-cert-url': `${address}/v1/notifications/certs/CERT-360caa42-fca2a594-5edfb7a8`, 'paypal-auth-algo': 'SHA256withRSA' } };
        },
      };
      send(letter);
    },
    /** As POST /v1/notifications/verify-webhook-signature does: over the event as it was written in the request. */
    verifies: (asked: Readonly<Record<string, unknown>>, event: string): boolean => {
      const text = (name: string): string => (typeof asked[name] === 'string' ? asked[name] : '');
      if (text('webhook_id') !== webhookId) return false;
      return createVerify('RSA-SHA256').update(signedText(text('transmission_id'), text('transmission_time'), webhookId, event)).verify(ours.publicKey, text('transmission_sig'), 'base64');
    },
    certificate: (): string => ours.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export type Mail = ReturnType<typeof createMail>;
