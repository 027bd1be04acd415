import { days, topic } from '../../constructs/declaration/index.ts';

export const erasures = topic({
  name: 'customers.erasures',
  purpose: 'persons whose key was destroyed at their request: whoever keeps copies forgets them (GDPR article 17)',
  key: 'customer',
  partitions: 3,
  retention: days(30),
});
