/** A new payment provider: it answers the contract that all of them answer, and reaches one host. */
import { outside, reach, replicas, seconds, secret, service } from '../../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../../../services/provider.ts';
import { paymentsTeam } from '../../../services/teams.ts';

const giftCardApi = outside({
  name: 'gift-card-scheme',
  purpose: 'balances and redemptions of gift cards',
  hosts: { test: 'api.test.giftcards.example', live: 'api.giftcards.example' },
  timeout: seconds(8),
});

export const giftCards = provider(service({
  name: 'gift-cards',
  purpose: 'redeems and refunds gift cards',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8136,
  serves: providerOperations,
  reaches: [reach(giftCardApi, { during: askingTheProvider })],
  secrets: [secret('gift-cards', { purpose: 'access token and webhook secret of the gift card scheme', keys: ['token', 'webhook-secret'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 6), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 5000 } },
}), {
  routes: [
    {
      name: 'gift-cards',
      methods: ['gift-card'],
      channels: ['web', 'mobile', 'store'],
      currencies: ['EUR'], countries: 'all',
      capture: ['automatic'], captures: 'one-full', voids: true, refunds: 'partial',
      threeDSecure: false, cost: { basisPoints: 0, fixed: 0 },
    },
  ],
});
