/** What `baskets.events` says, one payload a type. No event names a person: a basket is known by its identifier alone. */
import { Type, type TProperties } from 'typebox';
import { Identifier } from '../kit/api.ts';
import { contract } from '../kit/contract.ts';
import { basketEvents } from './topics.ts';

const Quantity = Type.Integer({ minimum: 1, maximum: 999 });
const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units of the basket’s currency' });

/** Where it happened. A till is always the store channel, whatever channel the basket was started on. */
const happened = <const P extends TProperties>(more: P) =>
  Type.Object({ basket: Identifier, channel: Type.Enum(['web', 'mobile', 'store']), store: Type.Optional(Identifier), ...more });

const Line = Type.Object({ product: Identifier, quantity: Quantity });
const PricedLine = Type.Object({ product: Identifier, quantity: Quantity, unit: Amount, promotion: Type.Optional(Type.String({ description: 'of insights.promotions, where the price is one’s' })) });

/** Of a reservation: `store` is where it was made for, or where the goods were handed over. */
const ofReservation = happened({ reservation: Identifier, lines: Type.Array(Line, { minItems: 1 }) });

export const basketContract = contract(basketEvents, {
  viewed: happened({ product: Identifier }),
  /** `quantity` is the difference, not what is in the basket now. */
  added: happened({ product: Identifier, quantity: Quantity }),
  removed: happened({ product: Identifier, quantity: Quantity }),
  reserved: ofReservation,
  collected: ofReservation,
  /** `refund` is what the customer has paid for the returned goods; the payment is refunded by a call of its own. */
  returned: happened({ reservation: Identifier, lines: Type.Array(Line, { minItems: 1 }), refund: Amount, currency: Type.String() }),
  /** Nobody collected it in time: the goods are on sale again. */
  expired: ofReservation,
  /** Told once a basket, when its payments first reach its total. */
  bought: happened({ lines: Type.Array(PricedLine, { minItems: 1 }), total: Amount, currency: Type.String() }),
});
