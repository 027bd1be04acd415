/** What the vault's operations take and answer. A security code is nowhere in it: there is no property that could bring one. */
import { Type } from 'typebox';
import { api } from '../../kit/api.ts';
import { vault } from '../service.ts';
import { brands } from './domain/card.ts';
import { tokenPattern } from './domain/token.ts';

/** Begins with a letter and holds no run of digits that could be a card number. */
export const Merchant = Type.String({ pattern: '^(?![A-Za-z0-9._-]*[0-9]{12})[A-Za-z][A-Za-z0-9._-]{0,63}$', description: 'whose token it is; it is known to nobody else' });

export const Token = Type.String({ pattern: tokenPattern });

/** Digits alone; the check digit is judged by the program, which says so without repeating the number. */
export const CardNumber = Type.String({ pattern: '^[0-9]{12,19}$', description: 'without spaces' });

export const Expiry = Type.Object({ month: Type.Integer({ minimum: 1, maximum: 12 }), year: Type.Integer({ minimum: 2000, maximum: 2999 }) }, { additionalProperties: false });

export const Brand = Type.Enum([...brands]);

const facts = { brand: Brand, last4: Type.String({ pattern: '^[0-9]{4}$' }), expiry: Expiry } as const;
const described = { token: Token, ...facts, bin: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'first six digits; absent of numbers that have fewer than 15' })) } as const;

const ofMerchant = Type.Object({ merchant: Merchant }, { additionalProperties: false });
const params = { token: Token } as const;

export const vaultApi = api(vault, {
  tokenise: {
    body: Type.Object({ merchant: Merchant, number: CardNumber, expiry: Expiry }, { additionalProperties: false }),
    response: Type.Object({ ...described, known: Type.Boolean({ description: 'whether the merchant has had this card before: the token is the one from then' }) }),
    status: 201,
  },
  detokenise: {
    params,
    // A closed set: what is free text may hold a number.
    body: Type.Object({ merchant: Merchant, reason: Type.Enum(['authorisation']) }, { additionalProperties: false }),
    response: Type.Object({ number: CardNumber, brand: Brand, expiry: Expiry }),
  },
  describeToken: { params, query: ofMerchant, response: Type.Object({ ...described, createdAt: Type.String({ description: 'RFC 3339' }) }) },
  destroyToken: { params, query: ofMerchant },
});
