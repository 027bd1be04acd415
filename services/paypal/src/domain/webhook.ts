/** What an event of PayPal says. It is a hint: the truth is looked up. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderReference, Uuid, type Notice } from '../../../kit/provider/contract.ts';
import { instantOf } from '../../../kit/provider/instant.ts';
import { invalid } from '../../../kit/problem.ts';

const text = Type.Optional(Type.String());
const event = Compile(
  Type.Object({
    id: Type.String({ minLength: 1, maxLength: 255 }),
    event_type: Type.String(),
    create_time: text,
    resource: Type.Object({
      id: text,
      custom_id: text,
      invoice_id: text,
      purchase_units: Type.Optional(Type.Array(Type.Object({ custom_id: text }))),
      supplementary_data: Type.Optional(Type.Object({ related_ids: Type.Optional(Type.Object({ order_id: text, authorization_id: text, capture_id: text })) })),
    }),
  }),
);

const uuid = Compile(Uuid);
const name = Compile(ProviderReference);

const kinds: readonly (readonly [RegExp, Notice['what']])[] = [
  [/^PAYMENT\.CAPTURE\.(REFUNDED|REVERSED)$|^PAYMENT\.REFUND\./, 'refund'],
  [/^PAYMENT\.CAPTURE\./, 'capture'],
  [/^PAYMENT\.AUTHORIZATION\.VOIDED$/, 'void'],
  [/^PAYMENT\.AUTHORIZATION\.|^CHECKOUT\.(ORDER|PAYMENT-APPROVAL)\./, 'authorise'],
  [/^CUSTOMER\.DISPUTE\./, 'dispute'],
];

/** Throws a ProblemError (400) for what is no event. */
export function noticeOf(body: string): Notice {
  const value = parsed(body);
  if (!event.Check(value)) throw invalid('this is no event of PayPal');
  const { id, event_type: type, create_time: at, resource } = value;
  const what = kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
  const related = resource.supplementary_data?.related_ids;
  const attempt = resource.custom_id ?? resource.purchase_units?.[0]?.custom_id;
  const about = what === 'authorise' || what === 'void';
  const occurredAt = instantOf(at);
  const authorisation = about ? resource.id : (related?.authorization_id ?? related?.order_id);
  return {
    id,
    what,
    certain: false,
    ...(uuid.Check(attempt) && { attempt }),
    // A capture at once bears the order's, which is the attempt.
    ...(!about && uuid.Check(resource.invoice_id) && resource.invoice_id !== attempt && { operation: resource.invoice_id }),
    ...(name.Check(authorisation) && { reference: authorisation }),
    ...(!about && name.Check(resource.id) && { operationReference: resource.id }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
