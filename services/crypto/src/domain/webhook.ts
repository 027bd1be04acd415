/** BTCPay's webhooks: HMAC-SHA256 over the bytes, without a time. They say where to look, and nothing that is believed by itself. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderReference, Uuid, type Notice } from '../../../kit/provider/contract.ts';
import { instantAt } from '../../../kit/provider/instant.ts';
import { invalid, unauthenticated } from '../../../kit/problem.ts';

const event = Compile(
  Type.Object({ deliveryId: Type.String({ minLength: 1, maxLength: 255 }), originalDeliveryId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })), type: Type.String(), timestamp: Type.Optional(Type.Number()), invoiceId: Type.Optional(Type.String()), metadata: Type.Optional(Type.Union([Type.Null(), Type.Object({ orderId: Type.Optional(Type.Union([Type.String(), Type.Null()])) })])) }),
);
const uuid = Compile(Uuid);
const name = Compile(ProviderReference);

const mac = (secret: string, body: Buffer): Buffer => createHmac('sha256', secret).update(body).digest();

/** Throws a ProblemError (401) unless one of the secrets has signed these bytes. */
export function verify(headers: Readonly<Record<string, string>>, body: Buffer, secrets: readonly string[]): void {
  const given = Object.entries(headers).find(([header]) => header.toLowerCase() === 'btcpay-sig')?.[1] ?? '';
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(given) ?? [];
  if (hex === undefined) throw unauthenticated('the webhook has no BTCPay-Sig of the form sha256=<64 hexadecimal digits>');
  const signature = Buffer.from(hex, 'hex');
  // All of them, so that the time tells nothing.
  const good = secrets.map((secret) => timingSafeEqual(mac(secret, body), signature)).some(Boolean);
  if (!good) throw unauthenticated('the webhook is not signed by a secret that we know');
}

const whatOf = (type: string): Notice['what'] => (type.startsWith('Invoice') ? 'authorise' : type.startsWith('Payout') ? 'refund' : 'other');

export function noticeOf(body: Buffer): Notice {
  const value = parsed(body.toString('utf8'));
  if (!event.Check(value)) throw invalid('this is no event of BTCPay Server');
  const { deliveryId, originalDeliveryId, type, timestamp, invoiceId, metadata } = value;
  const attempt = metadata?.orderId;
  const occurredAt = instantAt(timestamp);
  return {
    // A redelivery has an id of its own.
    id: originalDeliveryId ?? deliveryId,
    what: whatOf(type),
    certain: false,
    ...(uuid.Check(attempt) && { attempt }),
    ...(name.Check(invoiceId) && { reference: invoiceId }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
