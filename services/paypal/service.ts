import { outside, reach, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../provider.ts';
import { paymentsTeam } from '../teams.ts';

const paypalApi = outside({
  name: 'paypal',
  purpose: 'PayPal Orders and Payments, version 2, and the verification of its webhooks',
  hosts: { test: 'api-m.sandbox.paypal.com', live: 'api-m.paypal.com' },
  timeout: seconds(10),
});

export const paypal = provider(service({
  name: 'paypal',
  purpose: 'authorises, captures and refunds payments by PayPal',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8131,
  serves: providerOperations,
  // A webhook is asked about as well, within a limit of its own that is shorter than PayPal's.
  reaches: [reach(paypalApi, { during: askingTheProvider })],
  secrets: [secret('paypal', { purpose: 'client credentials and webhook identifier of the PayPal application', keys: ['client-id', 'client-secret', 'webhook-id'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 9), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 5000 } },
}), {
  routes: [
    {
      name: 'paypal',
      methods: ['paypal'],
      channels: ['web', 'mobile', 'store'],
      currencies: ['AUD', 'BRL', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'MYR', 'NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD'],
      countries: 'all',
      capture: ['manual', 'automatic'],
      captures: 'many-partial',
      voids: true,
      refunds: 'partial',
      threeDSecure: false,
      cost: { basisPoints: 290, fixed: 35 },
    },
  ],
});
