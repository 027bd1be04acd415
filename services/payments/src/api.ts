import { Type, type Static } from 'typebox';
import { api, Identifier, MoneyShape } from '../../kit/api.ts';
import { Action, Currency, declineCodes, Instant, Instrument, ProviderReference } from '../../kit/provider/contract.ts';
import { payments } from '../service.ts';
import { attemptStates, operationKinds, operationStates, paymentStates } from './domain/transitions.ts';

const strict = { additionalProperties: false } as const;

/** As `MoneyShape` of the kit, and zero. */
const Sum = Type.Object({ amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units' }), currency: Currency });
const Origin = Type.String({ pattern: '^https?://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?$', description: 'of the page, as browsers write origins' });
const ReturnAddress = Type.String({ pattern: '^https?://[^\\s\\\\]{1,2000}$', description: 'where the payer’s browser or app comes back to; on an origin of the shop' });

const Attempt = Type.Object({
  attempt: Identifier,
  state: Type.Enum([...attemptStates]),
  method: Type.String(),
  /** What the payer must do now; then tell `completeAction`, or read the payment again where nothing is returned. */
  action: Type.Optional(Action),
  /** `again`: whether the same instrument may be tried once more. */
  decline: Type.Optional(Type.Object({ code: Type.Enum([...declineCodes]), again: Type.Enum(['never', 'later', 'with-challenge', 'other-instrument']) })),
  liability: Type.Optional(Type.Enum(['merchant', 'issuer'])),
  begunAt: Instant,
  /** For operators: which way it went, what was decided about strong customer authentication and why, and what does not add up. */
  route: Type.Optional(Type.String()),
  reference: Type.Optional(ProviderReference),
  authentication: Type.Optional(Type.Object({ decision: Type.String(), reasons: Type.Array(Type.String()) })),
  mismatch: Type.Optional(Type.String()),
});

/** A capture, void or refund. */
const Operation = Type.Object({
  operation: Identifier,
  kind: Type.Enum([...operationKinds]),
  state: Type.Enum([...operationStates]),
  amount: MoneyShape,
  /** Of a refund: which capture it gives back. */
  capture: Type.Optional(Identifier),
  /** Of a capture: what was refunded of it. */
  refunded: Type.Optional(Sum),
  /** What the payer must do to get a refund, such as claiming it. */
  action: Type.Optional(Action),
  begunAt: Instant,
});

const Payment = Type.Object({
  payment: Identifier,
  basket: Type.Optional(Identifier),
  state: Type.Enum([...paymentStates]),
  channel: Type.Enum(['web', 'mobile', 'store']),
  capture: Type.Enum(['manual', 'automatic']),
  amount: MoneyShape,
  /** Sums of what the provider has said so far. */
  authorised: Sum,
  captured: Sum,
  released: Sum,
  refunded: Sum,
  createdAt: Instant,
  /** Until then it may be attempted; of an authorised one, until when the amount is reserved. */
  expiresAt: Type.Optional(Instant),
  attempts: Type.Array(Attempt),
  operations: Type.Array(Operation),
});
export type PaymentView = Static<typeof Payment>;

const Modified = Type.Object({ operation: Operation, payment: Payment });
export type ModifiedView = Static<typeof Modified>;

export const paymentsApi = api(payments, {
  createIntent: {
    body: Type.Object(
      {
        basket: Type.Optional(Identifier),
        /** @default - all that is due of the basket; needed without one */
        amount: Type.Optional(MoneyShape),
        /** `manual`: reserved now, taken by `capture`. */
        capture: Type.Optional(Type.Enum(['manual', 'automatic'], { default: 'automatic' })),
        /** A till is always `store`. */
        channel: Type.Optional(Type.Enum(['web', 'mobile'], { default: 'web' })),
        /** An open payment of the same basket that this one takes the place of. */
        replaces: Type.Optional(Identifier),
      },
      strict,
    ),
    response: Payment,
    status: 201,
  },
  readIntent: { response: Payment },
  /** 200 with what became of it, 202 while that is not known: read the payment again. */
  attempt: {
    body: Type.Object(
      {
        instrument: Instrument,
        returnAddress: Type.Optional(ReturnAddress),
        /** Facts about the payer and their device, which providers judge the risk by. */
        payer: Type.Optional(
          Type.Object(
            {
              address: Type.Optional(Type.String({ maxLength: 45, pattern: '^[0-9A-Fa-f.:]{2,45}$', description: 'IP address' })),
              userAgent: Type.Optional(Type.String({ maxLength: 512, pattern: '^[\\x20-\\x7e]*$' })),
              language: Type.Optional(Type.String({ maxLength: 35, pattern: '^[A-Za-z0-9-]*$' })),
              country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' })),
            },
            strict,
          ),
        ),
        /** A till that takes an order by mail or telephone says so: PSD2 asks for no authentication then. */
        order: Type.Optional(Type.Literal('mail-or-telephone')),
      },
      strict,
    ),
    response: Payment,
    also: [202],
  },
  completeAction: {
    body: Type.Object({ returned: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }), Type.String({ maxLength: 8192 }), { maxProperties: 50, description: 'names and values of the address that the payer came back to' })) }, strict),
    response: Payment,
    also: [202],
  },
  openCardSession: {
    body: Type.Object({ origin: Origin }, strict),
    response: Type.Object({ session: Type.String({ description: 'for the hosted card fields' }), merchant: Type.String(), expiresAt: Instant }),
    status: 201,
  },
  capture: {
    /** @default - all that is left; `final` gives the rest back */
    body: Type.Object({ amount: Type.Optional(MoneyShape), final: Type.Optional(Type.Boolean({ default: false })) }, strict),
    response: Modified,
    status: 201,
    also: [202],
  },
  /** What is reserved and not taken; of a payment that nobody has paid yet, the payment itself. */
  void: { body: Type.Object({}, strict), response: Payment },
  refund: {
    /** @default - all that is left of the capture; the capture may be left out where one has enough left */
    body: Type.Object({ amount: Type.Optional(MoneyShape), capture: Type.Optional(Identifier) }, strict),
    response: Modified,
    status: 201,
    also: [202],
  },
  /** The body as it came, byte by byte; what is answered is what the provider wants to read. */
  receiveWebhook: { bytes: true, response: Type.String(), media: 'text/plain', status: 200 },
  redeliver: {
    response: Type.Object({ delivery: Identifier, payment: Identifier, type: Type.String(), state: Type.Enum(['pending', 'delivered', 'dead']), tries: Type.Integer({ minimum: 0 }) }),
    status: 202,
  },
});
