import { outside, reach, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { askingTheProvider, providerOperations } from '../provider.ts';
import { paymentsTeam } from '../teams.ts';

const paypalApi = outside({
  name: 'paypal',
  purpose: 'PayPal Orders and Payments, version 2, and the verification of its webhooks',
  hosts: { test: 'api-m.sandbox.paypal.com', live: 'api-m.paypal.com' },
  timeout: seconds(10),
});

export const paypal = service({
  name: 'paypal',
  purpose: 'authorises, captures and refunds payments by PayPal',
  owner: paymentsTeam,
  zone: 'connectors',
  scope: 'out-of-scope',
  port: 8131,
  serves: providerOperations,
  reaches: [reach(paypalApi, { during: askingTheProvider })],
  secrets: [secret('paypal', { purpose: 'client credentials and webhook identifier of the PayPal application', keys: ['client-id', 'client-secret', 'webhook-id'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 9), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 5000 } },
});
