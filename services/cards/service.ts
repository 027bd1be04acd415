import { call, reach, replicas, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../provider.ts';
import { cardSecurity } from '../teams.ts';
import { vault } from '../vault/service.ts';
import { adyenCheckout, stripe } from './outside.ts';

export const cards = provider(service({
  name: 'cards',
  purpose: 'authorises, captures and refunds cards and network wallets at the acquirers Stripe and Adyen',
  owner: cardSecurity,
  zone: 'cardholder',
  scope: 'cde',
  port: 8123,
  serves: providerOperations,
  // A look-up sends again what may never have arrived, under its own key (docs/decisions/0012).
  calls: [call(vault, ['detokenise'], { during: ['authorise', 'lookUp'] })],
  reaches: [reach(stripe, { during: askingTheProvider }), reach(adyenCheckout, { during: askingTheProvider })],
  secrets: [
    secret('stripe', { purpose: 'API key and webhook signing secrets of the Stripe account', keys: ['api-key', 'webhook-secrets'], onChange: 'reload' }),
    secret('adyen', { purpose: 'API key, merchant account and webhook HMAC keys of the Adyen account', keys: ['api-key', 'merchant-account', 'webhook-hmac-keys'], onChange: 'reload' }),
  ],
  size: 'medium',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 18), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 5000 } },
}), {
  routes: [
    {
      name: 'stripe',
      methods: ['card', 'apple-pay', 'google-pay'],
      channels: ['web', 'mobile'],
      currencies: 'all',
      countries: 'all',
      capture: ['manual', 'automatic'],
      captures: 'many-partial',
      voids: true,
      refunds: 'partial',
      threeDSecure: true,
      cost: { basisPoints: 150, fixed: 25 },
    },
    {
      name: 'adyen',
      methods: ['card', 'apple-pay', 'google-pay'],
      channels: ['web', 'mobile'],
      currencies: 'all',
      countries: 'all',
      capture: ['manual', 'automatic'],
      captures: 'many-partial',
      voids: true,
      refunds: 'partial',
      threeDSecure: true,
      cost: { basisPoints: 60, fixed: 110 },
    },
  ],
});
