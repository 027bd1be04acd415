import { days, topic } from '../../constructs/declaration/index.ts';

export const basketEvents = topic({
  name: 'baskets.events',
  purpose: 'what was viewed, added, removed, reserved, collected and bought, by channel',
  key: 'basket',
  partitions: 12,
  retention: days(7),
});
