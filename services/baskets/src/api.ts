import { Type } from 'typebox';
import { api, Identifier } from '../../kit/api.ts';
import { baskets } from '../service.ts';
import { mostItems, mostPieces } from './domain/basket.ts';

const strict = { additionalProperties: false } as const;

/** As `MoneyShape` of the kit, and zero: an empty basket costs nothing. */
const Sum = Type.Object({ amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units' }), currency: Type.String({ description: 'ISO 4217' }) });
const Instant = Type.String({ description: 'ISO 8601, UTC' });
const Quantity = Type.Integer({ minimum: 1, maximum: mostPieces });
const Shopping = Type.Enum(['web', 'mobile']);
const Pieces = Type.Object({ product: Identifier, quantity: Quantity }, strict);

const Item = Type.Object({ product: Identifier, name: Type.String(), quantity: Quantity, unit: Sum, total: Sum, promotion: Type.Optional(Type.String()) });

const Reservation = Type.Object({
  reservation: Identifier,
  basket: Identifier,
  store: Identifier,
  state: Type.Enum(['held', 'collected', 'partly-returned', 'returned', 'expired', 'released']),
  heldUntil: Instant,
  items: Type.Array(Type.Object({ product: Identifier, quantity: Quantity, returned: Type.Integer({ minimum: 0 }) })),
});

const Basket = Type.Object({
  basket: Identifier,
  /** As in `ETag`: it counts the changes, and an edit names the one that it was made on. */
  version: Type.Integer({ minimum: 1 }),
  state: Type.Enum(['open', 'bought']),
  channel: Type.Enum(['web', 'mobile', 'store']),
  items: Type.Array(Item),
  total: Sum,
  /** What payments cover. */
  tendered: Sum,
  due: Sum,
  /** Until then the prices hold, since a payment was begun. */
  pricesUntil: Type.Optional(Instant),
  reservations: Type.Array(Reservation),
});

const Payment = Type.Object({ payment: Identifier, provider: Type.String(), authorised: Sum, captured: Sum, released: Sum, refunded: Sum, covers: Sum });

export const basketsApi = api(baskets, {
  createBasket: { body: Type.Object({ currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }), channel: Type.Optional(Shopping) }, strict), response: Basket, status: 201, etag: 'answered' },
  readBasket: { response: Basket, etag: 'answered' },
  changeBasket: {
    body: Type.Object(
      {
        channel: Type.Optional(Shopping),
        claim: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description: 'access token of the guest whose basket becomes the caller’s, after signing in' })),
        release: Type.Optional(Identifier),
        viewed: Type.Optional(Type.Array(Identifier, { minItems: 1, maxItems: 20, description: 'products that were looked at; alone, it changes nothing and needs no If-Match' })),
      },
      { ...strict, minProperties: 1 },
    ),
    response: Basket,
    etag: 'heeded',
  },
  setItem: { body: Type.Object({ quantity: Quantity }, strict), response: Basket, etag: 'required' },
  removeItem: { response: Basket, etag: 'required' },
  showCode: { response: Type.Object({ code: Type.String(), address: Type.String({ description: 'what the QR code says' }), expiresAt: Instant }), status: 201 },
  fetchByCode: { response: Basket, etag: 'answered' },
  reserve: { body: Type.Object({ store: Identifier, items: Type.Optional(Type.Array(Pieces, { minItems: 1, maxItems: mostItems })) }, strict), response: Reservation, status: 201 },
  collect: { response: Reservation },
  takeBack: { body: Type.Object({ items: Type.Array(Pieces, { minItems: 1, maxItems: mostItems }) }, strict), response: Type.Object({ reservation: Reservation, refund: Sum }) },
  readTender: {
    response: Type.Object({
      basket: Identifier,
      version: Type.Integer({ minimum: 1 }),
      state: Type.Enum(['open', 'bought']),
      total: Sum,
      tendered: Sum,
      due: Sum,
      /** What payments hold beyond the total: it must be given back. */
      excess: Sum,
      pricesUntil: Type.Optional(Instant),
      /** Who may pay: the subject that owns it, and the tills of these stores. */
      payers: Type.Object({ owner: Type.String(), stores: Type.Array(Type.String()) }),
      payments: Type.Array(Payment),
    }),
  },
});
