import { backup, days, del, get, post, postgresql, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { cardSecurity } from '../teams.ts';

export const vault = service({
  name: 'vault',
  purpose: 'keeps card numbers under envelope encryption and hands out tokens that mean nothing elsewhere',
  owner: cardSecurity,
  zone: 'cardholder',
  scope: 'cde',
  port: 8121,
  serves: {
    tokenise: post('/tokens', { timeout: seconds(2), idempotent: 'by-key' }),
    detokenise: post('/tokens/{token}/reveal', { timeout: seconds(2), idempotent: 'by-key' }),
    describeToken: get('/tokens/{token}', { timeout: seconds(1) }),
    destroyToken: del('/tokens/{token}', { timeout: seconds(2) }),
  },
  stores: postgresql({ size: '20Gi', backup: backup({ retention: days(35), schedule: '15 */6 * * *' }), durability: 'required' }),
  secrets: [
    secret('key-encryption-keys', { purpose: 'wrap the data key of every card number; rotated by re-wrapping', keys: ['current.json', 'previous.json'], onChange: 'reload' }),
    secret('fingerprint-key', { purpose: 'HMAC key that recognises a card number seen before', keys: ['key'], onChange: 'restart' }),
  ],
  size: 'medium',
  scaling: { on: 'cpu', target: 60, replicas: replicas(3, 9), promotions: true },
  objective: { availability: 99.95, latency: { percent: 99, within: 100 } },
});
