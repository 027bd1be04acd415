import { backup, call, consume, days, get, post, postgresql, reach, replicas, seconds, secret, service, stepUp, user } from '../../constructs/declaration/index.ts';
import { baskets } from '../baskets/service.ts';
import { erasures } from '../customers/topics.ts';
import { providers } from '../providers.ts';
import { paymentsTeam } from '../teams.ts';
import { merchantWebhooks } from './outside.ts';
import { paymentEvents } from './topics.ts';

const payer = user('customer', 'guest', 'till');

export const payments = service({
  name: 'payments',
  purpose: 'holds the truth about every payment: intents and attempts, routing over providers, capture, void, refund, webhooks',
  owner: paymentsTeam,
  zone: 'core',
  scope: 'connected',
  port: 8112,
  serves: {
    createIntent: post('/payments', { timeout: seconds(5), idempotent: 'by-key', user: payer }),
    readIntent: get('/payments/{payment}', { timeout: seconds(2), user: user('customer', 'guest', 'till', 'operator') }),
    attempt: post('/payments/{payment}/attempts', { timeout: seconds(15), idempotent: 'by-key', user: payer }),
    completeAction: post('/payments/{payment}/attempts/{attempt}/completion', { timeout: seconds(15), idempotent: 'by-key', user: payer }),
    openCardSession: post('/payments/{payment}/card-sessions', { timeout: seconds(2), idempotent: 'by-key', user: payer }),
    capture: post('/payments/{payment}/captures', { timeout: seconds(15), idempotent: 'by-key', user: user('operator', 'till') }),
    void: post('/payments/{payment}/voids', { timeout: seconds(15), idempotent: 'by-key', user: user('operator', 'till') }),
    refund: post('/payments/{payment}/refunds', { timeout: seconds(15), idempotent: 'by-key', user: stepUp('operator', 'till') }),
    receiveWebhook: post('/webhooks/{provider}', { timeout: seconds(5), idempotent: 'by-key' }),
    redeliver: post('/deliveries/{delivery}/redeliveries', { timeout: seconds(5), idempotent: 'by-key', user: user('operator') }),
  },
  calls: [
    call(baskets, ['readTender'], { during: ['createIntent'] }),
    ...Object.values(providers).flatMap((provider) => [
      call(provider, ['authorise', 'lookUp'], { during: ['attempt', 'completeAction'] }),
      call(provider, ['capture', 'void', 'refund'], { during: ['capture', 'void', 'refund'] }),
      call(provider, ['readWebhook'], { during: ['receiveWebhook'] }),
    ]),
  ],
  reaches: [reach(merchantWebhooks, { during: [] })],
  publishes: [paymentEvents],
  consumes: [consume(erasures, { lag: 100 })],
  stores: postgresql({ size: '100Gi', backup: backup({ retention: days(35), schedule: '0 */6 * * *' }), durability: 'required' }),
  secrets: [
    secret('card-session-keys', { purpose: 'sign the sessions with which a customer opens the hosted card fields', keys: ['private.jwk'], onChange: 'reload' }),
    secret('webhook-signing-keys', { purpose: 'sign the notices to merchants (Standard Webhooks)', keys: ['keys.json'], onChange: 'reload' }),
  ],
  size: 'large',
  scaling: { on: 'requests', perPod: 40, replicas: replicas(3, 24), promotions: true },
  objective: {
    availability: 99.95,
    latency: { percent: 99, within: 10000 },
    journeys: [
      { name: 'payment', channels: ['web', 'mobile', 'store'], operations: ['createIntent', 'attempt', 'completeAction'], success: 99.5 },
      { name: 'refund', channels: ['web', 'store'], operations: ['refund'], success: 99.5 },
    ],
  },
});
