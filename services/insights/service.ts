import { consume, days, get, backup, post, postgresql, replicas, seconds, service, user } from '../../constructs/declaration/index.ts';
import { basketEvents } from '../baskets/topics.ts';
import { commerce } from '../teams.ts';
import { promotions } from './topics.ts';

export const insights = service({
  name: 'insights',
  purpose: 'finds what is often viewed and seldom bought, by channel, and proposes promotions',
  owner: commerce,
  zone: 'core',
  scope: 'out-of-scope',
  port: 8115,
  serves: {
    readProducts: get('/insights/products', { timeout: seconds(5), user: user('marketer') }),
    listProposals: get('/promotions/proposals', { timeout: seconds(3), user: user('marketer') }),
    acceptProposal: post('/promotions/proposals/{proposal}/acceptance', { timeout: seconds(5), idempotent: 'by-key', user: user('marketer') }),
  },
  publishes: [promotions],
  // Baskets tell their purchases themselves, once and with the products, and name no person: neither payments nor erasures are listened to.
  consumes: [consume(basketEvents, { lag: 5000 })],
  stores: postgresql({ size: '50Gi', backup: backup({ retention: days(7), schedule: '0 3 * * *' }), durability: 'preferred' }),
  size: 'medium',
  scaling: { on: 'lag', replicas: replicas(2, 6), promotions: false },
  objective: { availability: 99.5, latency: { percent: 95, within: 1000 } },
});
