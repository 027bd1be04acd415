/** The bodies that are read, as much of them as is; a fault is told in Adyen's words. */
import { Type, type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Incoming } from '../frame/part.ts';
import { exponentOf } from '../../kit/money.ts';
import { Refused } from './errors.ts';

const text = Type.Optional(Type.String());
export const Amount = Type.Object({ value: Type.Integer({ minimum: 0 }), currency: Type.String() });
export type Amount = Static<typeof Amount>;
const account = { merchantAccount: Type.String({ minLength: 1 }) };

const PaymentBody = Type.Object({
  ...account, amount: Amount, reference: Type.String({ minLength: 1, maxLength: 80 }), returnUrl: Type.String({ minLength: 1 }),
  paymentMethod: Type.Object({ type: Type.String(), number: text, expiryMonth: text, expiryYear: text, holderName: text, applePayToken: text, googlePayToken: text, encryptedCardNumber: text }),
  captureDelayHours: Type.Optional(Type.Integer()), shopperInteraction: text,
  authenticationData: Type.Optional(Type.Object({ attemptAuthentication: text, threeDSRequestData: Type.Optional(Type.Object({ nativeThreeDS: text })) })),
  additionalData: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type PaymentBody = Static<typeof PaymentBody>;
export const Payment = Compile(PaymentBody);

export const Details = Compile(Type.Object({ details: Type.Object({ redirectResult: text, threeDSResult: text }) }));

const reference = { reference: text } as const;
export const Capture = Compile(Type.Object({ ...account, ...reference, amount: Amount }));
export const Refund = Compile(Type.Object({ ...account, ...reference, amount: Amount, capturePspReference: text }));
export const Cancel = Compile(Type.Object({ ...account, ...reference }));
export const NamedCancel = Compile(Type.Object({ ...account, ...reference, paymentReference: Type.String({ minLength: 1 }) }));

const faults: Readonly<Record<string, readonly [string, string]>> = {
  merchantAccount: ['901', 'Invalid Merchant Account'], amount: ['100', 'Required field amount is null'], reference: ['130', 'Required field reference is not provided.'], returnUrl: ['14_0408', 'Required field returnUrl is not provided.'],
  paymentMethod: ['14_004', 'Required object paymentMethod is not provided.'], details: ['14_003', 'Required object details is not provided.'],
};

export function bodyOf<S extends TSchema>(shape: Validator<Record<never, never>, S>, { json }: Incoming): Static<S> {
  if (shape.Check(json)) return json;
  const [first] = shape.Errors(json);
  const at = first?.instancePath.split('/')[1] ?? '';
  const missing = first?.keyword === 'required' ? first.params.requiredProperties[0] : undefined;
  const [code, message] = faults[at || missing || ''] ?? ['702', `Unexpected input: ${at || 'the body'}`];
  throw new Refused(422, code, message);
}

/** Adyen's decimals where they are not ISO's (docs.adyen.com/development-resources/currency-codes). */
const ownDecimals: Readonly<Record<string, number>> = { CLP: 2, ISK: 2, CVE: 0, IDR: 0 };

function decimalsOf(currency: string): number {
  try {
    return exponentOf(currency);
  } catch {
    throw new Refused(422, '138', 'Unsupported currency specified');
  }
}

/** By ISO 4217, for whoever compares it with books. */
export function minorOf({ value, currency }: Amount): bigint {
  const iso = decimalsOf(currency);
  const shift = iso - (ownDecimals[currency] ?? iso);
  return shift >= 0 ? BigInt(value) * 10n ** BigInt(shift) : BigInt(value) / 10n ** BigInt(-shift);
}
