import { outside, seconds } from '../../constructs/declaration/index.ts';

export const stripe = outside({
  name: 'stripe',
  purpose: 'card acquirer: authorisations, captures, refunds and network wallets',
  hosts: { test: 'api.stripe.com', live: 'api.stripe.com' },
  timeout: seconds(10),
});

/** Adyen's live host has a prefix of the merchant's own: environments that go live name it. */
export const adyenCheckout = outside({
  name: 'adyen-checkout',
  purpose: 'card acquirer: authorisations, captures, refunds and network wallets',
  hosts: { test: 'checkout-test.adyen.com', live: 'checkout-live.adyenpayments.com' },
  timeout: seconds(10),
});
