import { backup, consume, days, get, post, postgresql, replicas, seconds, service, stepUp, user } from '../../constructs/declaration/index.ts';
import { paymentEvents } from '../payments/topics.ts';
import { finance } from '../teams.ts';
import { ledgerExceptions } from './topics.ts';

export const ledger = service({
  name: 'ledger',
  purpose: 'keeps the immutable double entry of all money, and reconciles it with the providers’ settlement files',
  owner: finance,
  zone: 'core',
  scope: 'out-of-scope',
  port: 8113,
  serves: {
    listAccounts: get('/accounts', { timeout: seconds(3), user: user('finance', 'auditor') }),
    readBalance: get('/accounts/{account}/balance', { timeout: seconds(3), user: user('finance', 'auditor') }),
    readJournal: get('/journal', { timeout: seconds(5), user: user('finance', 'auditor') }),
    importSettlement: post('/settlements', { timeout: seconds(20), idempotent: 'by-key', user: stepUp('finance') }),
    listExceptions: get('/settlements/{settlement}/exceptions', { timeout: seconds(3), user: user('finance', 'auditor') }),
  },
  publishes: [ledgerExceptions],
  consumes: [consume(paymentEvents, { lag: 500 })],
  stores: postgresql({ size: '100Gi', backup: backup({ retention: days(35), schedule: '45 */6 * * *' }), durability: 'required' }),
  size: 'medium',
  scaling: { on: 'lag', replicas: replicas(3, 6), promotions: true },
  objective: { availability: 99.9, latency: { percent: 99, within: 1000 } },
});
