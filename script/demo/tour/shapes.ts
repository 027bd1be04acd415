/** As much of the answers as the tour looks at: what a client of the API would declare. */
import { Type, type Static } from 'typebox';

export const Sum = Type.Object({ amount: Type.Integer(), currency: Type.String() });

export const Basket = Type.Object({
  basket: Type.String(),
  version: Type.Integer(),
  state: Type.String(),
  items: Type.Array(Type.Object({ product: Type.String(), quantity: Type.Integer(), unit: Sum })),
  total: Sum,
  due: Sum,
});

export const Payment = Type.Object({
  payment: Type.String(),
  state: Type.String(),
  amount: Sum,
  captured: Sum,
  refunded: Sum,
  attempts: Type.Array(
    Type.Object({
      attempt: Type.String(),
      state: Type.String(),
      reference: Type.Optional(Type.String()),
      action: Type.Optional(Type.Object({ kind: Type.String(), address: Type.Optional(Type.String()), text: Type.Optional(Type.String()), fields: Type.Optional(Type.Record(Type.String(), Type.String())) })),
    }),
  ),
});
export type PaymentSeen = Static<typeof Payment>;
