import { Type } from 'typebox';
import { api, Identifier, MoneyShape } from '../../kit/api.ts';
import { insights } from '../service.ts';

const Channel = Type.Enum(['web', 'mobile', 'store']);
const Count = Type.Integer({ minimum: 0 });
const Share = Type.Number({ minimum: 0, maximum: 1 });
const Day = Type.String({ description: 'a day of UTC, such as 2026-11-23' });
const Instant = Type.String({ pattern: '^20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?Z$', description: 'RFC 3339, UTC' });

/** How many baskets bought of those that met the product, and the Wilson score interval of that. */
const rates = { interested: Count, converted: Count, rate: Share, low: Share, high: Share };

const Product = Type.Object({
  product: Identifier,
  channel: Channel,
  viewed: Count,
  added: Count,
  bought: Count,
  returned: Count,
  ...rates,
  median: Type.Union([Share, Type.Null()], { description: 'of the channel; null where too few of its products were met often enough' }),
});

const Proposal = Type.Object({ proposal: Identifier, product: Identifier, channel: Channel, ...rates, median: Share, confidence: Share, from: Day, to: Day, foundAt: Type.String() });

/** The longest that a promotion lasts, in days: a price for longer is a price. */
export const longest = 31;

export const insightsApi = api(insights, {
  readProducts: {
    query: Type.Object({ channel: Type.Optional(Channel), days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, description: 'up to today; 28 where absent' })) }, { additionalProperties: false }),
    response: Type.Object({ from: Day, to: Day, confidence: Share, minimum: Count, products: Type.Array(Product) }),
  },
  listProposals: { response: Type.Object({ proposals: Type.Array(Proposal) }) },
  acceptProposal: {
    body: Type.Object(
      { price: MoneyShape, start: Instant, end: Instant, traffic: Type.Optional(Type.Integer({ minimum: 2, maximum: 10, description: 'times the usual load, where more is expected' })) },
      { additionalProperties: false },
    ),
    response: Type.Object({ promotion: Identifier, proposal: Identifier, product: Identifier, price: MoneyShape, start: Type.String(), end: Type.String() }),
    status: 201,
  },
});
