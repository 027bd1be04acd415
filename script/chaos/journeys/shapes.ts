/** As much of the answers as journeys look at. */
import { Type, type Static } from 'typebox';
import { Action } from '../../../services/kit/provider/contract.ts';

const Sum = Type.Object({ amount: Type.Integer(), currency: Type.String() });

export const BasketSeen = Type.Object({ basket: Type.String(), version: Type.Integer(), items: Type.Array(Type.Object({ product: Type.String() })), total: Sum });
export type BasketSeen = Static<typeof BasketSeen>;

export const PaymentSeen = Type.Object({
  payment: Type.String(),
  state: Type.String(),
  authorised: Sum,
  attempts: Type.Array(Type.Object({ attempt: Type.String(), state: Type.String(), reference: Type.Optional(Type.String()), action: Type.Optional(Action) })),
  operations: Type.Array(Type.Object({ operation: Type.String(), kind: Type.String(), state: Type.String(), amount: Sum })),
});
export type PaymentSeen = Static<typeof PaymentSeen>;

export const Code = Type.Object({ code: Type.String() });
export const Session = Type.Object({ session: Type.String(), merchant: Type.String() });
export const Tokenised = Type.Object({ token: Type.String() });
