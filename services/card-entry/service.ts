import { call, get, post, replicas, seconds, secret, service } from '../../constructs/declaration/index.ts';
import { cardSecurity } from '../teams.ts';
import { vault } from '../vault/service.ts';

export const cardEntry = service({
  name: 'card-entry',
  purpose: 'serves the hosted card fields and turns what is typed there into a token; keeps nothing',
  owner: cardSecurity,
  zone: 'cardholder',
  scope: 'cde',
  port: 8122,
  serves: {
    showCardFields: get('/fields/{session}', { timeout: seconds(2) }),
    loadAsset: get('/assets/{asset}', { timeout: seconds(2) }),
    tokeniseCard: post('/fields/{session}/tokens', { timeout: seconds(5), idempotent: 'by-key' }),
  },
  door: { host: 'cards', channels: ['web', 'mobile'], maxBody: 8 * 1024, rate: { perSecond: 200, burst: 400 } },
  calls: [call(vault, ['tokenise'], { during: ['tokeniseCard'] })],
  secrets: [secret('session-verification-keys', { purpose: 'public keys that verify the card sessions which payments signs', keys: ['jwks.json'], onChange: 'reload' })],
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(3, 12), promotions: true },
  objective: {
    availability: 99.95,
    latency: { percent: 99, within: 500 },
    journeys: [{ name: 'card-entry', channels: ['web', 'mobile'], operations: ['showCardFields', 'tokeniseCard'], success: 99.5 }],
  },
});
