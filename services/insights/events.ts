/** What `insights.promotions` says. */
import { Type } from 'typebox';
import { Identifier } from '../kit/api.ts';
import { contract } from '../kit/contract.ts';
import { promotions } from './topics.ts';

const Instant = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$', description: 'RFC 3339, UTC' });

export const promotionContract = contract(promotions, {
  /** A marketer accepted it, which cannot be taken back: told once. The product costs `price` minor units of `currency` from `start` on, until just before `end`. */
  accepted: Type.Object({
    promotion: Identifier,
    product: Identifier,
    price: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
    start: Instant,
    end: Instant,
  }),
});
