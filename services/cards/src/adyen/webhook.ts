/**
 * Adyen's webhooks: what they say of a modification is said nowhere else. Nothing in them tells when they were signed, and the signature covers eight
 * fields of each: of the others, such as `operations`, `reason` and `additionalData`, none decides what became of money.
 */
import { hmacValidator } from '@adyen/api-library';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Authorisation, Decline, Modification, Notice, Notices, Webhook } from '../../../kit/provider/contract.ts';
import { instantOf } from '../../../kit/provider/instant.ts';
import { unauthenticated } from '../../../kit/problem.ts';
import { fromUnits } from '../units.ts';
import { reasonText } from '../word.ts';
import { codeIn, declineOf } from './declines.ts';
import { adyenUnits } from './units.ts';

export interface AdyenWebhookKeys {
  readonly merchantAccount: string;
  /** In hexadecimal; more than one while a key is replaced. */
  readonly hmacKeys: readonly string[];
}

const Item = Type.Object({
  additionalData: Type.Record(Type.String(), Type.Unknown()),
  amount: Type.Object({ value: Type.Integer(), currency: Type.String() }),
  pspReference: Type.String(),
  originalReference: Type.Optional(Type.String()),
  merchantAccountCode: Type.String(),
  merchantReference: Type.String(),
  eventCode: Type.String(),
  eventDate: Type.String(),
  success: Type.Union([Type.Literal('true'), Type.Literal('false')]),
  reason: Type.Optional(Type.String()),
});
type Item = Type.Static<typeof Item>;

const Batch = Compile(Type.Object({ notificationItems: Type.Array(Type.Object({ NotificationRequestItem: Item }), { minItems: 1, maxItems: 1000 }) }));

function itemsOf(body: Buffer): readonly Item[] {
  try {
    const batch: unknown = JSON.parse(body.toString('utf8'));
    if (Batch.Check(batch)) return batch.notificationItems.map(({ NotificationRequestItem }) => NotificationRequestItem);
  } catch {
    // Falls through: what is no JSON is no batch either.
  }
  throw unauthenticated('the webhook’s body is no batch of notifications with signatures');
}

const validator = new hmacValidator();

/** Eight fields, in which nothing is escaped. */
const signedText = ({ pspReference, originalReference = '', merchantAccountCode, merchantReference, amount, eventCode, success }: Item): string =>
  [pspReference, originalReference, merchantAccountCode, merchantReference, amount.value, amount.currency, eventCode, success].join(':');

/** 32 bytes in base64. The SDK throws for an empty one. */
const signature = /^[A-Za-z0-9+/]{43}=$/;

/** By any of the keys; the SDK compares in constant time. */
const isSigned = (item: Item, { merchantAccount, hmacKeys }: AdyenWebhookKeys): boolean => {
  const given = item.additionalData['hmacSignature'];
  return item.merchantAccountCode === merchantAccount && typeof given === 'string' && signature.test(given) && hmacKeys.some((key) => validator.validateHMACSignature(key, given, signedText(item)));
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const named = (name: 'attempt' | 'operation', reference: string) => (uuid.test(reference) ? { [name]: reference } : {});

const amountOf = ({ amount: { value, currency } }: Item) => {
  const amount = fromUnits(adyenUnits, value, currency);
  return amount ? { amount } : {};
};

type Told = Partial<Notice> & Pick<Notice, 'what'>;

/** Why it was declined is not signed: it may keep the card from being tried again, and never allow it. */
function declineIn({ reason = '', additionalData: { refusalReasonRaw } }: Item): Decline {
  const raw = codeIn(typeof refusalReasonRaw === 'string' ? refusalReasonRaw : undefined);
  const { code, again } = declineOf(/^\d{1,2}$/.exec(reason)?.[0], raw === undefined ? {} : { response: raw });
  return { code, again: again === 'never' ? 'never' : 'other-instrument', providerCode: reasonText(reason || 'refused') };
}

function authorisation(item: Item): Told {
  const good = item.success === 'true';
  const told: Authorisation = { reference: item.pspReference, ...amountOf(item), ...(good ? { state: 'authorised' } : { state: 'declined', decline: declineIn(item) }) };
  return { what: 'authorise', ...named('attempt', item.merchantReference), reference: item.pspReference, authorisation: told, ...(good && { takenAsAsked: true }) };
}

/** A payment that was cancelled by our name of it, which is how one is looked up, too: it says of the payment what there was. One that is there and cannot be cancelled may be taken. */
function technicalCancel(item: Item): Told {
  const of = item.originalReference ? { reference: item.originalReference } : {};
  const otherwise = item.originalReference ? 'pending' : 'not-found';
  const { modification: cancelled } = modification('void', item);
  return { what: 'authorise', ...named('attempt', item.merchantReference), ...of, operationReference: item.pspReference, authorisation: { state: item.success === 'true' ? 'voided' : otherwise, ...of }, ...(cancelled && { modification: cancelled }) };
}

function expired(item: Item): Told {
  const reference = item.originalReference || item.pspReference;
  return { what: 'authorise', ...named('attempt', item.merchantReference), reference, authorisation: { state: 'expired', reference } };
}

function modification(what: 'capture' | 'void' | 'refund', item: Item, holds = item.success === 'true'): Told {
  const told: Modification = { state: holds ? 'done' : 'refused', reference: item.pspReference, ...amountOf(item), ...(!holds && { providerCode: reasonText(item.reason || item.eventCode) }) };
  return { what, ...named('operation', item.merchantReference), ...(item.originalReference && { reference: item.originalReference }), operationReference: item.pspReference, modification: told };
}

/** Its amount is that of the whole authorisation, also where a part was captured before: it says nothing of how much is given back. */
function cancellation(item: Item): Told {
  const { modification: said, ...more } = modification('void', item);
  const { amount: _, ...rest } = said ?? { state: 'unknown' };
  return { ...more, modification: rest };
}

const disputes = /^(?:CHARGEBACK|SECOND_CHARGEBACK|NOTIFICATION_OF_CHARGEBACK|REQUEST_FOR_INFORMATION|PREARBITRATION_|DISPUTE_)/;

function told(item: Item): Told {
  switch (item.eventCode) {
    case 'AUTHORISATION': return authorisation(item);
    case 'EXPIRE': return expired(item);
    case 'TECHNICAL_CANCEL': return technicalCancel(item);
    case 'CANCELLATION': return cancellation(item);
    // Which of both is not signed.
    case 'CANCEL_OR_REFUND': return { ...modification(item.additionalData['modification.action'] === 'refund' ? 'refund' : 'void', item), certain: false };
    case 'CAPTURE': return modification('capture', item);
    // These come days after a success, and take it back.
    case 'CAPTURE_FAILED': return modification('capture', item, false);
    case 'REFUND': return modification('refund', item);
    case 'REFUND_FAILED':
    case 'REFUNDED_REVERSED': return modification('refund', item, false);
    default: return disputes.test(item.eventCode) ? { what: 'dispute', operationReference: item.pspReference, ...(item.originalReference && { reference: item.originalReference }) } : { what: 'other' };
  }
}

/** A repetition has the same event and reference; a later word of another outcome is news. */
export function noticeOf(item: Item): Notice {
  const occurredAt = instantOf(item.eventDate);
  return { id: `${item.eventCode}:${item.pspReference}:${item.success}`, certain: true, ...(occurredAt !== undefined && { occurredAt }), ...told(item) };
}

/** One item that is not signed makes all of them worth nothing: they came together. */
export function readAdyenWebhook({ body }: Pick<Webhook, 'body'>, keys: AdyenWebhookKeys): Notices {
  const items = itemsOf(Buffer.from(body, 'base64'));
  if (!items.every((item) => isSigned(item, keys))) throw unauthenticated('the webhook’s signature or merchant account is not good');
  return { notices: items.map(noticeOf), answer: '[accepted]' };
}
