import { outside, seconds } from '../../constructs/declaration/index.ts';

/** Where merchants' systems listen: environments name theirs. */
export const merchantWebhooks = outside({
  name: 'merchant-webhooks',
  purpose: 'signed notices of payment events to the merchant’s order system (Standard Webhooks)',
  hosts: { test: 'hooks.test.invalid', live: 'hooks.live.invalid' },
  timeout: seconds(10),
});
