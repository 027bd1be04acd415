import { days, topic } from '../../constructs/declaration/index.ts';

export const promotions = topic({
  name: 'insights.promotions',
  purpose: 'promotions that a marketer accepted, with product, price and window',
  key: 'product',
  partitions: 3,
  retention: days(30),
});
