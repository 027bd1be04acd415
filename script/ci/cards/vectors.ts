/** Signatures that the official SDKs made: the sandbox makes the same, and the connectors take them and none that is changed. */
import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../../services/kit/problem.ts';
import { readAdyenWebhook } from '../../../services/cards/src/adyen/webhook.ts';
import { verifiedEvent } from '../../../services/cards/src/stripe/webhook.ts';
import { signed as adyenSigned } from '../../../services/sandbox/adyen/notifications.ts';
import { signed as stripeSigned } from '../../../services/sandbox/stripe/events.ts';
import { providerFile } from './documents.ts';

const text = Type.String();

function vectors<S extends TSchema>(name: string, schema: S) {
  const file = providerFile('vectors', name);
  const validator = Compile(schema);
  if (!validator.Check(file)) throw new Error(`${name} is not as this check reads it`);
  return file as Type.Static<S>;
}

function takes(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) return false;
    throw error;
  }
}

export function stripeVectorFaults(): { readonly judged: number; readonly faults: readonly string[] } {
  const { vectors: all } = vectors('stripe-signature.json', Type.Object({ vectors: Type.Array(Type.Object({ secret: text, timestamp: Type.Integer(), payload: text, 'Stripe-Signature': text })) }));
  const faults = all.flatMap(({ secret, timestamp, payload, 'Stripe-Signature': header }) => {
    const read = (seconds: number, body = payload) => takes(() => verifiedEvent(Buffer.from(body), header, { secrets: ['whsec_another', secret], now: new Date(seconds * 1000) }));
    return [
      ...(`t=${timestamp},v1=${stripeSigned(secret, timestamp, payload)}` === header ? [] : ['the sandbox signs otherwise']),
      ...(read(timestamp) && read(timestamp + 300) ? [] : ['is not taken']),
      ...(read(timestamp + 301) ? ['is taken when it is old'] : []),
      ...(read(timestamp - 301) ? ['is taken before its time'] : []),
      ...(read(timestamp, payload.replace('evt', 'evu')) ? ['is taken when it was changed'] : []),
    ].map((fault) => `stripe ${timestamp}: ${fault}`);
  });
  return { judged: all.length, faults };
}

const Item = Type.Object({ additionalData: Type.Object({ hmacSignature: text }), amount: Type.Object({ currency: text, value: Type.Integer() }), pspReference: text, merchantAccountCode: text, merchantReference: text, eventCode: text, eventDate: text, success: Type.Union([Type.Literal('true'), Type.Literal('false')]) });

export function adyenVectorFaults(): { readonly judged: number; readonly faults: readonly string[] } {
  const { standard_items: all } = vectors('adyen-hmac.json', Type.Object({ standard_items: Type.Array(Type.Object({ hmac_key_hex: text, item: Item, hmacSignature: text })) }));
  const faults = all.flatMap(({ hmac_key_hex: key, item, hmacSignature }) => {
    const read = (of: object) => takes(() => readAdyenWebhook({ body: Buffer.from(JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: of }] })).toString('base64') }, { merchantAccount: item.merchantAccountCode, hmacKeys: ['00'.repeat(32), key] }));
    return [
      ...(adyenSigned(key, item) === hmacSignature ? [] : ['the sandbox signs otherwise']),
      ...(read(item) ? [] : ['is not taken']),
      ...(read({ ...item, success: item.success === 'true' ? 'false' : 'true' }) ? ['is taken when it was changed'] : []),
      ...(read({ ...item, amount: { ...item.amount, value: item.amount.value + 1 } }) ? ['is taken with another amount'] : []),
    ].map((fault) => `adyen ${item.pspReference}: ${fault}`);
  });
  return { judged: all.length, faults };
}
