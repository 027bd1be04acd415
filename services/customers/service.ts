import { backup, days, del, get, post, postgresql, put, replicas, seconds, secret, service, stepUp, user } from '../../constructs/declaration/index.ts';
import { commerce } from '../teams.ts';
import { erasures } from './topics.ts';

export const customers = service({
  name: 'customers',
  purpose: 'keeps one profile per person across channels, their consents, and forgets them when they ask',
  owner: commerce,
  zone: 'core',
  scope: 'out-of-scope',
  port: 8114,
  serves: {
    createProfile: post('/customers', { timeout: seconds(3), idempotent: 'by-key', user: user('customer') }),
    readProfile: get('/customers/{customer}', { timeout: seconds(2), user: user('customer', 'operator') }),
    changeProfile: put('/customers/{customer}', { timeout: seconds(3), user: user('customer') }),
    readConsents: get('/customers/{customer}/consents', { timeout: seconds(2), user: user('customer', 'operator') }),
    giveConsent: put('/customers/{customer}/consents/{purpose}', { timeout: seconds(3), user: user('customer') }),
    withdrawConsent: del('/customers/{customer}/consents/{purpose}', { timeout: seconds(3), user: user('customer') }),
    exportProfile: get('/customers/{customer}/export', { timeout: seconds(10), retries: 1, user: stepUp('customer') }),
    eraseProfile: del('/customers/{customer}', { timeout: seconds(5), user: stepUp('customer') }),
  },
  publishes: [erasures],
  stores: postgresql({ size: '50Gi', backup: backup({ retention: days(35), schedule: '30 2 * * *' }), durability: 'preferred' }),
  secrets: [secret('person-keys', { purpose: 'wraps the key of each person, which erasure destroys', keys: ['current.json', 'previous.json'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'cpu', target: 65, replicas: replicas(3, 9), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 500 } },
});
