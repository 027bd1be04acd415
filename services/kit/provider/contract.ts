/** The bodies of the contract that every payment provider answers (services/provider.ts). */
import { Type, type Static } from 'typebox';
import { Identifier, MoneyShape, type Shape } from '../api.ts';

const strict = { additionalProperties: false } as const;

export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
/** RFC 3339, UTC. */
export const Instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$' });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
/** A reference of the provider's own. */
export const ProviderReference = Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' });
const RouteName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'which of the provider’s routes (services/provider.ts)' });
const Address = Type.String({ pattern: '^https?://[^\\s]{1,2000}$' });

/** What is paid with. No card number and no security code has a place here. */
export const Instrument = Type.Union([
  Type.Object({ method: Type.Literal('card'), token: Type.String({ pattern: '^[A-Za-z_-]{8,64}$', description: 'of the vault' }), merchant: Type.String({ description: 'whose token it is' }), holder: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) }, strict),
  Type.Object({ method: Type.Enum(['apple-pay', 'google-pay']), token: Type.String({ minLength: 1, maxLength: 16_384, description: 'the network wallet’s token, as the device gave it' }) }, strict),
  // By name alone: what the payer does next, they do at the provider. Methods of new providers are this, or carry a code.
  Type.Object({ method: Type.String({ pattern: '^(?!(?:card|apple-pay|google-pay|bank-transfer|terminal)$)[a-z][a-z0-9-]{0,31}$' }), code: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'such as a voucher’s' })) }, strict),
  Type.Object({ method: Type.Literal('bank-transfer'), iban: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$', description: 'of the payer, where they have said it' })) }, strict),
  Type.Object({ method: Type.Literal('terminal'), terminal: Type.String({ pattern: '^[A-Za-z0-9]{1,32}-[A-Za-z0-9]{1,32}$', description: 'POIID: model and serial number' }), till: Type.String({ pattern: '^[A-Za-z0-9-]{1,32}$', description: 'SaleID' }) }, strict),
]);
export type Instrument = Static<typeof Instrument>;

/** PSD2 RTS (EU) 2018/389: the decision about strong customer authentication that goes with an authorisation. */
export const exemptions = ['low-value', 'transaction-risk-analysis', 'trusted-beneficiary', 'recurring', 'corporate'] as const;
export const outOfScope = ['merchant-initiated', 'mail-or-telephone', 'one-leg-out'] as const;
export const Authentication = Type.Union([
  Type.Object({ decision: Type.Literal('challenge') }, strict),
  Type.Object({ decision: Type.Literal('issuer-decides') }, strict),
  Type.Object({ decision: Type.Literal('exempt'), exemption: Type.Enum([...exemptions]) }, strict),
  Type.Object({ decision: Type.Literal('out-of-scope'), because: Type.Enum([...outOfScope]) }, strict),
]);
export type Authentication = Static<typeof Authentication>;

/** What the payer's browser or device told on its way back: names and values of the return address. Never believed, only handed on. */
const Returned = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }), Type.String({ maxLength: 8192 }));

/** The request of an authorisation, and of its continuation after the payer has done something. */
export const Authorise = Type.Object(
  {
    route: RouteName,
    payment: Identifier,
    /** Our reference at the provider. */
    attempt: Uuid,
    amount: MoneyShape,
    capture: Type.Enum(['manual', 'automatic']),
    channel: Type.Enum(['web', 'mobile', 'store']),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'of the payer' })),
    store: Type.Optional(Identifier),
    instrument: Instrument,
    authentication: Authentication,
    /** Where the payer's browser comes back to. */
    returnAddress: Type.Optional(Address),
    payer: Type.Optional(Type.Object({ address: Type.Optional(Type.String({ maxLength: 45, description: 'IP address' })), userAgent: Type.Optional(Type.String({ maxLength: 512 })), language: Type.Optional(Type.String({ maxLength: 35 })) }, strict)),
    /** When the attempt was begun. */
    begunAt: Instant,
    /** The payer has come back: with which reference of the provider, and what was told. */
    continues: Type.Optional(Type.Object({ reference: ProviderReference, returned: Returned }, strict)),
  },
  strict,
);
export type Authorise = Static<typeof Authorise>;

/** What the payer must do next. */
export const Action = Type.Union([
  Type.Object({ kind: Type.Literal('redirect'), address: Address, fields: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'of a form that is posted there; a GET without' })) }),
  /** For the provider's own component on the page. */
  Type.Object({ kind: Type.Literal('component'), data: Type.Record(Type.String(), Type.Unknown()) }),
  /** To be shown, as text and as QR code: a payment address such as BIP 21 has it. */
  Type.Object({ kind: Type.Literal('show'), text: Type.String(), until: Type.Optional(Instant), received: Type.Optional(MoneyShape), left: Type.Optional(MoneyShape) }),
  /** Somewhere else, such as at the terminal or in the banking app. */
  Type.Object({ kind: Type.Literal('wait'), message: Type.Optional(Type.String()) }),
]);
export type Action = Static<typeof Action>;

/** Our codes for a refusal. */
export const declineCodes = ['declined', 'insufficient-funds', 'expired', 'invalid-instrument', 'blocked-instrument', 'fraud-suspected', 'authentication-required', 'authentication-failed', 'limit-exceeded', 'not-supported', 'cancelled-by-payer', 'timed-out', 'issuer-unavailable', 'other'] as const;

/** `code` is ours, `providerCode` theirs as they said it; `again`: whether the same instrument may be tried again, by the schemes' rules. */
export const Decline = Type.Object({ code: Type.Enum([...declineCodes]), providerCode: Type.String({ maxLength: 128 }), again: Type.Enum(['never', 'later', 'with-challenge', 'other-instrument']) });
export type Decline = Static<typeof Decline>;

/**
 * What an authorisation is, by the provider's own word:
 * - `authorised`, `captured`: reserved, taken; `pending`: neither yet, ask again; every state that is not known is this;
 * - `requires-action`: the payer is asked;
 * - `declined`: by who decides, finally; `voided`, `expired`: given back, or what was left after a part was captured;
 * - `not-processed`: it is *known* that nothing was done, for a technical reason: another route may be tried;
 * - `unknown`: it may have been done: look it up before anything else;
 * - `not-found`: (of lookUp) the provider has never heard of it.
 */
export const authorisationStates = ['authorised', 'captured', 'pending', 'requires-action', 'declined', 'voided', 'expired', 'not-processed', 'unknown', 'not-found'] as const;

const Happened = { at: Type.Optional(Instant), detail: Type.Optional(Type.String({ maxLength: 512, description: 'for people; no secret and no card number' })) } as const;

export const Authorisation = Type.Object({
  state: Type.Enum([...authorisationStates]),
  reference: Type.Optional(ProviderReference),
  /** What the provider says it is for: compared with what was asked. */
  amount: Type.Optional(MoneyShape),
  /** Of a capture at once, where the provider has a reference for it. */
  captureReference: Type.Optional(ProviderReference),
  expiresAt: Type.Optional(Instant),
  action: Type.Optional(Action),
  decline: Type.Optional(Decline),
  /** What came of the decision about strong customer authentication. */
  liability: Type.Optional(Type.Enum(['merchant', 'issuer'])),
  ...Happened,
});
export type Authorisation = Static<typeof Authorisation>;

/** `reference` of the path is the authorisation's (for a refund the capture's, or the authorisation's where the provider knows no captures). */
export const Modify = Type.Object(
  {
    route: RouteName,
    payment: Identifier,
    attempt: Uuid,
    /** Of this capture, void or refund: our reference at the provider. */
    operation: Uuid,
    /** Of a void: what is left of the authorisation. */
    amount: MoneyShape,
    /** What was authorised, in all. */
    authorised: MoneyShape,
    /** Of a capture: whether the rest is given back. */
    final: Type.Optional(Type.Boolean()),
    /** The authorisation, where the path names a capture. */
    authorisation: Type.Optional(ProviderReference),
    instrument: Type.Optional(Instrument),
    begunAt: Instant,
  },
  strict,
);
export type Modify = Static<typeof Modify>;

/** As of an authorisation: `refused` is final, `not-processed` is known not to have been done. `accepted`: the provider tells later what became of it. */
export const modificationStates = ['done', 'accepted', 'refused', 'not-processed', 'unknown', 'not-found'] as const;

export const Modification = Type.Object({
  state: Type.Enum([...modificationStates]),
  reference: Type.Optional(ProviderReference),
  amount: Type.Optional(MoneyShape),
  /** The provider's own code of a refusal. */
  providerCode: Type.Optional(Type.String({ maxLength: 128 })),
  /** What the payer must do to get a refund, such as claiming it. */
  action: Type.Optional(Action),
  ...Happened,
});
export type Modification = Static<typeof Modification>;

/** Asks what became of something: by the provider's reference where there is one, and otherwise by what was asked and the key that it was asked with. */
export const LookUp = Type.Union([
  Type.Object({ what: Type.Literal('authorise'), key: Type.String({ minLength: 1, maxLength: 64 }), request: Authorise, reference: Type.Optional(ProviderReference) }, strict),
  Type.Object({ what: Type.Enum(['capture', 'void', 'refund']), key: Type.String({ minLength: 1, maxLength: 64 }), request: Modify, of: ProviderReference, reference: Type.Optional(ProviderReference) }, strict),
]);
export type LookUp = Static<typeof LookUp>;

export const Found = Type.Union([
  Type.Object({ what: Type.Literal('authorise'), authorisation: Authorisation }),
  Type.Object({ what: Type.Enum(['capture', 'void', 'refund']), modification: Modification }),
]);
export type Found = Static<typeof Found>;

/** A webhook as it came: the signature is over these bytes. */
export const Webhook = Type.Object({ route: RouteName, headers: Type.Record(Type.String(), Type.String()), body: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', description: 'the bytes, base64' }) }, strict);
export type Webhook = Static<typeof Webhook>;

/**
 * What a webhook says, once its signature and time were found good. `id` tells repetitions apart. It is a hint to look up, or the truth where the
 * provider has no other: `certain` says which.
 */
export const Notice = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 255 }),
  what: Type.Enum(['authorise', 'capture', 'void', 'refund', 'dispute', 'other']),
  certain: Type.Boolean(),
  /** Ours, where the provider repeats it. */
  attempt: Type.Optional(Uuid),
  operation: Type.Optional(Uuid),
  /** The provider's reference of the authorisation, and of the capture, void or refund. */
  reference: Type.Optional(ProviderReference),
  operationReference: Type.Optional(ProviderReference),
  authorisation: Type.Optional(Authorisation),
  /** Nothing that can be trusted says whether a good authorisation is taken: it is `captured` where that was asked for at once. */
  takenAsAsked: Type.Optional(Type.Boolean()),
  modification: Type.Optional(Modification),
  occurredAt: Type.Optional(Instant),
});
export type Notice = Static<typeof Notice>;

/** With what the provider wants to be answered, where a status alone does not do. */
export const Notices = Type.Object({ notices: Type.Array(Notice, { maxItems: 1000 }), answer: Type.Optional(Type.String({ maxLength: 256 })) });
export type Notices = Static<typeof Notices>;

const params = { reference: ProviderReference } as const;

/** For `api(service, providerShapes)` of any provider's declaration. */
export const providerShapes = {
  authorise: { body: Authorise, response: Authorisation },
  capture: { params, body: Modify, response: Modification },
  void: { params, body: Modify, response: Modification },
  refund: { params, body: Modify, response: Modification },
  lookUp: { body: LookUp, response: Found },
  /** 401 for a signature or a time that is not good. */
  readWebhook: { body: Webhook, response: Notices },
} as const satisfies Readonly<Record<string, Shape>>;
