/** Stripe, as its SDK meets it: PaymentMethods, PaymentIntents, refunds, events, idempotency, webhooks, and the issuer behind 3-D Secure. */
import type Stripe from 'stripe';
import type { Answering, Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { openAccount, type Account, type Payment } from './account.ts';
import { challengePage, wayBack } from './challenge.ts';
import { failure, missing, Refused } from './errors.ts';
import { formOf, type Form } from './form.ts';
import { cancelIntent, captureIntent, challengeEnds, confirmIntent, createIntent, expire, type Asking } from './intents.ts';
import { createKeys } from './keys.ts';
import { listed, within } from './lists.ts';
import { createMethod, methodNamed } from './methods.ts';
import { createRefund, failRefund } from './refunds.ts';
import { settle } from './settlement.ts';

const apiKey = 'sk_test_sandbox51Guichet000000000000';
/** Two, as while one is rolled. */
const webhookSecrets = ['whsec_sandboxNewer00000000000000000000', 'whsec_sandboxOlder00000000000000000000'] as const;

const wants = (form: Form, name: string): boolean => Object.values(typeof form['expand'] === 'object' ? form['expand'] : {}).includes(name);

const shown = ({ intent, charge }: Payment, expanded: boolean): Stripe.PaymentIntent => ({ ...intent, latest_charge: expanded && charge ? charge : (charge?.id ?? null) });

/** The SDK tells nobody of an answer without its request's name. */
const answered = (outgoing: Outgoing, account: Account): Outgoing => ({ ...outgoing, headers: { 'request-id': account.made('req').id.slice(0, 18), 'stripe-version': '2026-10-28.endive', ...outgoing.headers } });

function open(world: World): Part {
  const { clock, address } = world;
  const account = openAccount(world, webhookSecrets);
  const keys = createKeys(clock);
  const asking = ({ decline }: Pick<Incoming, 'decline'>): Asking => ({ account, address, decline });

  const guarded = (work: () => Outgoing): Outgoing => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refused) return error.outgoing;
      throw error;
    }
  };

  const get = (path: string, answer: (asked: Incoming, query: Form) => object): Answering => ({ method: 'GET', path, answer: (asked) => { expire(account); return answered(guarded(() => ({ status: 200, body: answer(asked, formOf(asked.query.toString())) })), account); } });
  const post = (path: string, answer: (asked: Incoming, form: Form) => object): Answering => ({ method: 'POST', path, answer: (asked) => { expire(account); return answered(keys.once(asked, () => ({ status: 200, body: structuredClone(answer(asked, formOf(asked.raw.toString('utf8')))) })), account); } });
  const back = (payment: Payment): Outgoing => ({ status: 303, headers: { location: wayBack(payment) } });
  const ends = (outcome: 'approve' | 'fail') => ({ intent = '' }: Readonly<Record<string, string>>) => ({ location: wayBack(challengeEnds(asking({ decline: false }), intent, outcome === 'approve')) });

  return {
    name: 'stripe',
    before: ({ headers, path }) => (path.startsWith('/challenge/') || headers['authorization'] === `Bearer ${apiKey}` ? undefined : answered({ status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided.' } } }, account)),
    answers: [
      post('/v1/payment_methods', (_, form) => createMethod(account, form).object),
      get('/v1/payment_methods/{id}', ({ params }) => methodNamed(account, params['id'] ?? '').object),
      post('/v1/payment_intents', (asked, form) => shown(createIntent(asking(asked), form), wants(form, 'latest_charge'))),
      get('/v1/payment_intents', (_, query) => listed([...account.payments.values()].filter(({ intent }) => within(intent.created, query)).map((one) => shown(one, wants(query, 'data.latest_charge'))), query, '/v1/payment_intents')),
      get('/v1/payment_intents/{id}', ({ params }, query) => shown(account.payment(params['id'] ?? ''), wants(query, 'latest_charge'))),
      post('/v1/payment_intents/{id}/confirm', (asked, form) => shown(confirmIntent(asking(asked), asked.params['id'] ?? '', form), wants(form, 'latest_charge'))),
      post('/v1/payment_intents/{id}/capture', (asked, form) => shown(captureIntent(asking(asked), asked.params['id'] ?? '', form), wants(form, 'latest_charge'))),
      post('/v1/payment_intents/{id}/cancel', (asked, form) => shown(cancelIntent(asking(asked), asked.params['id'] ?? '', form), wants(form, 'latest_charge'))),
      post('/v1/refunds', (asked, form) => createRefund(asking(asked), form)),
      get('/v1/refunds', (_, query) => listed([...account.refunds.values()].filter((one) => ['payment_intent', 'charge'].every((name) => query[name] === undefined || Reflect.get(one, name) === query[name])), query, '/v1/refunds')),
      get('/v1/refunds/{id}', ({ params: { id = '' } }) => account.refunds.get(id) ?? thrown(missing('refund', id, 'refund'))),
      get('/v1/events', (_, query) => listed([...account.events.values()].filter((one) => (query['type'] === undefined || one.type === query['type']) && within(one.created, query)), query, '/v1/events')),
      get('/v1/events/{id}', ({ params: { id = '' } }) => account.events.get(id) ?? thrown(missing('event', id, 'id'))),
      { method: 'GET', path: '/challenge/{id}', answer: ({ params }) => guarded(() => challengePage(account.payment(params['id'] ?? ''))) },
      { method: 'POST', path: '/challenge/{id}/approve', answer: (asked) => guarded(() => back(challengeEnds(asking(asked), asked.params['id'] ?? '', true))) },
      { method: 'POST', path: '/challenge/{id}/fail', answer: (asked) => guarded(() => back(challengeEnds(asking(asked), asked.params['id'] ?? '', false))) },
    ],
    failure,
    happened: () => account.happened,
    acts: {
      approve: ends('approve'),
      fail: ends('fail'),
      failRefund: ({ refund = '' }) => failRefund(account, refund),
      hold: ({ key = '' }) => keys.hold(key),
      release: ({ key = '' }) => keys.release(key),
      becomes: ({ intent = '', status = '' }) => {
        const payment = account.payment(intent);
        account.keep({ ...payment, intent: { ...payment.intent, status: status as Stripe.PaymentIntent.Status } });
      },
    },
    settle: () => settle(account),
  };
}

function thrown(error: Error): never {
  throw error;
}

export const stripe: Play = { name: 'stripe', secrets: { stripe: { 'api-key': apiKey, 'webhook-secrets': webhookSecrets.join('\n') } }, open };
