import { outside, reach, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, provider, providerOperations } from '../provider.ts';
import { paymentsTeam } from '../teams.ts';

const terminalApi = outside({
  name: 'adyen-terminal',
  purpose: 'nexo Sale-to-POI 3.0 messages to the payment terminals in the stores; card data is encrypted in the terminal',
  // The Cloud device API: the older hosts `terminal-api-*` are kept but no longer developed, and know no end-to-end encryption.
  hosts: { test: 'device-api-test.adyen.com', live: 'device-api-live.adyen.com' },
  timeout: seconds(10),
});

export const terminal = provider(service({
  name: 'terminal',
  purpose: 'takes payments on the terminals in the stores, and never sees a card number',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8132,
  serves: providerOperations,
  reaches: [reach(terminalApi, { during: askingTheProvider })],
  secrets: [secret('terminal', { purpose: 'API key and merchant account of the terminal fleet, and the key that protects nexo messages', keys: ['api-key', 'merchant-account', 'nexo-key.json'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 9), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 10000 } },
}), {
  routes: [
    {
      name: 'adyen-terminal',
      methods: ['terminal'],
      channels: ['store'],
      currencies: 'all',
      countries: 'all',
      capture: ['automatic'],
      captures: 'one-full',
      voids: true,
      refunds: 'partial',
      threeDSecure: false,
      cost: { basisPoints: 50, fixed: 5 },
    },
  ],
});
