import { Type, type Static } from 'typebox';
import { api, Identifier } from '../../kit/api.ts';
import { customers } from '../service.ts';

/** Text that people typed: no control characters, since it is shown and printed again. */
const Line = (longest: number) => Type.String({ minLength: 1, maxLength: longest, pattern: '^[^\\u0000-\\u001f\\u007f]*\\S[^\\u0000-\\u001f\\u007f]*$' });

const Address = Type.Object(
  { lines: Type.Array(Line(120), { minItems: 1, maxItems: 4 }), postcode: Type.Optional(Line(20)), city: Line(80), country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' }) },
  { additionalProperties: false },
);

/** What a person tells about themselves, all of it by choice. Each property is sealed by itself. */
export const Fields = Type.Object(
  {
    name: Type.Optional(Line(200)),
    email: Type.Optional(Type.String({ maxLength: 254, pattern: '^[^\\s@\\u0000-\\u001f]+@[^\\s@\\u0000-\\u001f]+$' })),
    phone: Type.Optional(Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$', description: 'E.164' })),
    language: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47' })),
    address: Type.Optional(Address),
  },
  { additionalProperties: false },
);

export type Fields = Static<typeof Fields>;

const Instant = Type.String({ description: 'ISO 8601, UTC' });
const Profile = Type.Object({ customer: Identifier, version: Type.Integer(), createdAt: Instant, changedAt: Instant, fields: Fields });

/** Why somebody who is not the customer reads what is the customer's. */
export const reasons = ['customer-asks', 'dispute', 'fraud', 'legal'] as const;

const Reason = Type.Object(
  { reason: Type.Optional(Type.Enum([...reasons], { description: 'needed from an operator; kept, and shown to the customer' })), case: Type.Optional(Identifier) },
  { additionalProperties: false },
);

const Channel = Type.Enum(['web', 'mobile', 'store']);
const Consent = Type.Object({ purpose: Identifier, given: Type.Boolean(), text: Type.Union([Type.String(), Type.Null()]), since: Instant });
const Happened = Type.Object({
  purpose: Identifier,
  given: Type.Boolean(),
  text: Type.Union([Type.String(), Type.Null()]),
  channel: Type.Union([Channel, Type.Null()]),
  who: Type.String(),
  at: Instant,
});
const Consents = Type.Object({ consents: Type.Array(Consent), history: Type.Array(Happened) });

export const Export = Type.Object({
  format: Type.Literal('guichet-customer-export'),
  version: Type.Literal(1),
  exportedAt: Instant,
  profile: Profile,
  consents: Type.Array(Consent),
  consentHistory: Type.Array(Happened),
  accesses: Type.Array(Type.Object({ at: Instant, what: Type.String(), reason: Type.String(), case: Type.Union([Identifier, Type.Null()]) })),
  /** What else there is about the customer, and where it is asked for (article 15(1)). */
  elsewhere: Type.Array(Type.Object({ service: Type.String(), holds: Type.String() })),
});

export const customersApi = api(customers, {
  // Says no more than who: answers are kept beside their Idempotency-Key, and nothing personal may lie there.
  // A phone number of 14 or 15 digits cannot be told from a card number; it is sealed as every field is, and has a plus sign before it.
  createProfile: { digits: ['phone'], body: Fields, response: Type.Object({ customer: Identifier, version: Type.Integer() }), status: 201 },
  readProfile: { query: Reason, response: Profile, etag: 'answered' },
  changeProfile: { digits: ['phone'], body: Fields, response: Profile, etag: 'heeded' },
  readConsents: { query: Reason, response: Consents },
  giveConsent: { body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 40, description: 'version of the text that was shown' }), channel: Channel }, { additionalProperties: false }), response: Consent },
  withdrawConsent: { query: Type.Object({ channel: Type.Optional(Channel) }, { additionalProperties: false }) },
  exportProfile: { response: Export },
  eraseProfile: {},
});
