import { outside, reach, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../provider.ts';
import { paymentsTeam } from '../teams.ts';

/** BTCPay Server is run by the merchant: environments name theirs. */
const btcpay = outside({
  name: 'btcpay',
  purpose: 'BTCPay Server, Greenfield API: invoices, their confirmations and refunds',
  hosts: { test: 'btcpay.test.invalid', live: 'btcpay.live.invalid' },
  timeout: seconds(10),
});

export const crypto = provider(service({
  name: 'crypto',
  purpose: 'takes payments in crypto-currency as invoices that the chain confirms',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8133,
  serves: providerOperations,
  reaches: [reach(btcpay, { during: askingTheProvider })],
  secrets: [secret('btcpay', { purpose: 'API key and identifier of the BTCPay store, and its webhook secrets', keys: ['api-key', 'store-id', 'webhook-secrets'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'cpu', target: 70, replicas: replicas(2, 4), promotions: false },
  objective: { availability: 99.5, latency: { percent: 99, within: 10000 } },
}), {
  routes: [
    {
      name: 'btcpay',
      methods: ['crypto'],
      channels: ['web', 'mobile', 'store'],
      currencies: 'all',
      countries: 'all',
      capture: ['automatic'],
      captures: 'one-full',
      // An invoice that nobody has paid is marked invalid.
      voids: true,
      refunds: 'partial',
      threeDSecure: false,
      cost: { basisPoints: 0, fixed: 0 },
    },
  ],
});
