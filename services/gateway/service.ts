import { call, del, get, outside, patch, post, put, reach, replicas, seconds, service, stepUp, user } from '../../constructs/declaration/index.ts';
import { baskets } from '../baskets/service.ts';
import { customers } from '../customers/service.ts';
import { insights } from '../insights/service.ts';
import { ledger } from '../ledger/service.ts';
import { payments } from '../payments/service.ts';
import { storefront } from '../teams.ts';

/** Environments name theirs. */
const identityProvider = outside({
  name: 'identity',
  purpose: 'the OpenID provider: the keys that verify access tokens (JWKS)',
  hosts: { test: 'sso.test.invalid', live: 'sso.live.invalid' },
  timeout: seconds(1),
});

const shopper = user('customer', 'guest', 'till');
const till = user('till');

export const gateway = service({
  name: 'gateway',
  purpose: 'is the single entry point for web, mobile and store: tokens, channel rules, rate limits, step-up',
  owner: storefront,
  zone: 'edge',
  scope: 'out-of-scope',
  port: 8101,
  serves: {
    readApi: get('/openapi.json', { timeout: seconds(1) }),
    createBasket: post('/v1/baskets', { timeout: seconds(5), idempotent: 'by-key', user: shopper }),
    readBasket: get('/v1/baskets/{basket}', { timeout: seconds(4), user: shopper }),
    changeBasket: patch('/v1/baskets/{basket}', { timeout: seconds(5), idempotent: false, user: shopper }),
    setItem: put('/v1/baskets/{basket}/items/{product}', { timeout: seconds(5), user: shopper }),
    removeItem: del('/v1/baskets/{basket}/items/{product}', { timeout: seconds(5), user: shopper }),
    showCode: post('/v1/baskets/{basket}/codes', { timeout: seconds(4), idempotent: 'by-key', user: user('customer', 'guest') }),
    fetchByCode: get('/v1/codes/{code}', { timeout: seconds(4), user: till }),
    reserve: post('/v1/baskets/{basket}/reservations', { timeout: seconds(8), idempotent: 'by-key', user: shopper }),
    collect: post('/v1/reservations/{reservation}/collections', { timeout: seconds(8), idempotent: 'by-key', user: till }),
    takeBack: post('/v1/reservations/{reservation}/returns', { timeout: seconds(8), idempotent: 'by-key', user: till }),
    createIntent: post('/v1/payments', { timeout: seconds(8), idempotent: 'by-key', user: shopper }),
    readIntent: get('/v1/payments/{payment}', { timeout: seconds(4), user: user('customer', 'guest', 'till', 'operator') }),
    attempt: post('/v1/payments/{payment}/attempts', { timeout: seconds(18), idempotent: 'by-key', user: shopper }),
    completeAction: post('/v1/payments/{payment}/attempts/{attempt}/completion', { timeout: seconds(18), idempotent: 'by-key', user: shopper }),
    openCardSession: post('/v1/payments/{payment}/card-sessions', { timeout: seconds(4), idempotent: 'by-key', user: shopper }),
    capture: post('/v1/payments/{payment}/captures', { timeout: seconds(18), idempotent: 'by-key', user: user('operator', 'till') }),
    void: post('/v1/payments/{payment}/voids', { timeout: seconds(18), idempotent: 'by-key', user: user('operator', 'till') }),
    refund: post('/v1/payments/{payment}/refunds', { timeout: seconds(18), idempotent: 'by-key', user: stepUp('operator', 'till') }),
    receiveWebhook: post('/v1/webhooks/{provider}', { timeout: seconds(8), idempotent: 'by-key' }),
    createProfile: post('/v1/customers', { timeout: seconds(5), idempotent: 'by-key', user: user('customer') }),
    readProfile: get('/v1/customers/{customer}', { timeout: seconds(4), user: user('customer', 'operator') }),
    changeProfile: put('/v1/customers/{customer}', { timeout: seconds(5), user: user('customer') }),
    exportProfile: get('/v1/customers/{customer}/export', { timeout: seconds(12), retries: 0, user: stepUp('customer') }),
    eraseProfile: del('/v1/customers/{customer}', { timeout: seconds(8), user: stepUp('customer') }),
    giveConsent: put('/v1/customers/{customer}/consents/{purpose}', { timeout: seconds(5), user: user('customer') }),
    withdrawConsent: del('/v1/customers/{customer}/consents/{purpose}', { timeout: seconds(5), user: user('customer') }),
    readProducts: get('/v1/insights/products', { timeout: seconds(8), user: user('marketer') }),
    listProposals: get('/v1/promotions/proposals', { timeout: seconds(5), user: user('marketer') }),
    acceptProposal: post('/v1/promotions/proposals/{proposal}/acceptance', { timeout: seconds(8), idempotent: 'by-key', user: user('marketer') }),
    readBalance: get('/v1/accounts/{account}/balance', { timeout: seconds(5), user: user('finance', 'auditor') }),
    importSettlement: post('/v1/settlements', { timeout: seconds(25), idempotent: 'by-key', user: stepUp('finance') }),
    listExceptions: get('/v1/settlements/{settlement}/exceptions', { timeout: seconds(5), user: user('finance', 'auditor') }),
  },
  door: { host: 'api', channels: ['web', 'mobile', 'store'], crossOrigin: true, maxBody: 64 * 1024, rate: { perSecond: 500, burst: 1000 } },
  calls: [
    call(baskets, ['createBasket', 'readBasket', 'changeBasket', 'setItem', 'removeItem', 'showCode', 'fetchByCode'], { during: ['createBasket', 'readBasket', 'changeBasket', 'setItem', 'removeItem', 'showCode', 'fetchByCode'] }),
    call(baskets, ['reserve', 'collect', 'takeBack'], { during: ['reserve', 'collect', 'takeBack'] }),
    call(payments, ['createIntent'], { during: ['createIntent'] }),
    call(payments, ['openCardSession'], { during: ['openCardSession'] }),
    // Before an attempt too: whether the payer must show a second factor is a matter of the amount.
    call(payments, ['readIntent'], { during: ['readIntent', 'attempt'] }),
    call(payments, ['attempt', 'completeAction', 'capture', 'void', 'refund'], { during: ['attempt', 'completeAction', 'capture', 'void', 'refund'] }),
    call(payments, ['receiveWebhook'], { during: ['receiveWebhook'] }),
    call(customers, ['createProfile', 'readProfile', 'changeProfile', 'giveConsent', 'withdrawConsent'], { during: ['createProfile', 'readProfile', 'changeProfile', 'giveConsent', 'withdrawConsent'] }),
    call(customers, ['exportProfile'], { during: ['exportProfile'] }),
    call(customers, ['eraseProfile'], { during: ['eraseProfile'] }),
    call(insights, ['readProducts', 'listProposals', 'acceptProposal'], { during: ['readProducts', 'listProposals', 'acceptProposal'] }),
    call(ledger, ['readBalance', 'listExceptions'], { during: ['readBalance', 'listExceptions'] }),
    call(ledger, ['importSettlement'], { during: ['importSettlement'] }),
  ],
  // The keys are fetched in the background and kept: no request waits for them.
  reaches: [reach(identityProvider, { during: [] })],
  size: 'medium',
  scaling: { on: 'requests', perPod: 80, replicas: replicas(3, 24), promotions: true },
  objective: {
    availability: 99.95,
    latency: { percent: 99, within: 10000 },
    journeys: [
      { name: 'checkout', channels: ['web', 'mobile', 'store'], operations: ['createBasket', 'createIntent', 'attempt'], success: 99.5 },
      { name: 'web-to-store', channels: ['store'], operations: ['fetchByCode', 'attempt'], success: 99.5 },
    ],
  },
});
