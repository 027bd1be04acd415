/** What `payments.events` says, one payload a type. Readers must pass over properties and types that they do not know. */
import { Type, type TProperties } from 'typebox';
import { contract } from '../kit/contract.ts';
import { paymentEvents } from './topics.ts';

const uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
const identifier = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$' });

/** What moved, at which provider. */
const moved = <const P extends TProperties>(more: P) =>
  Type.Object({
    payment: identifier,
    basket: Type.Optional(identifier),
    provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'name of the provider’s service' }),
    reference: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$', description: 'the provider’s own reference of this authorisation, capture or refund, as its settlement files name it' }),
    amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
    ...more,
  });

export const paymentContract = contract(paymentEvents, {
  /** The provider has reserved the amount. */
  'payment.authorised': moved({ authorisation: uuid, expiresAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$', description: 'until when, RFC 3339, UTC' }) }),
  /** The provider has taken the amount: of an authorisation, or at once. */
  'payment.captured': moved({ capture: uuid, authorisation: Type.Optional(uuid) }),
  /** What was left of an authorisation was given back on request. */
  'payment.voided': moved({ authorisation: uuid }),
  /** The provider has said that an authorisation reserves no longer. */
  'payment.expired': moved({ authorisation: uuid }),
  /** The provider has given the amount back. */
  'payment.refunded': moved({ refund: uuid, capture: Type.Optional(uuid) }),
  /** Nothing was reserved or taken. */
  'payment.failed': Type.Object({ payment: identifier, reason: Type.String({ maxLength: 256 }) }),
});
