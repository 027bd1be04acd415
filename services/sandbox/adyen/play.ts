/** Adyen's Checkout API, as its SDK meets it: payments, 3-D Secure, modifications that a webhook tells of, idempotency, settlement files. */
import type { Answering, Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { openAccount } from './account.ts';
import { password } from './cards.ts';
import { challengePage } from './challenge.ts';
import { failure, Refused } from './errors.ts';
import { createKeys } from './keys.ts';
import { cancel, cancelNamed, capture, expire, failLater, refund } from './modifications.ts';
import { challengeEnds, details, pay } from './payments.ts';
import { settlementOf } from './settlement.ts';

const apiKey = 'AQEsandboxGuichet0000000000000000000000000000';
const merchantAccount = 'GuichetSandboxECOM';
/** Signs with the first; the second was in use before. */
const hmacKeys = ['5A11D0C5AFE5A11D0C5AFE5A11D0C5AFE5A11D0C5AFE5A11D0C5AFE5A11D0C5A', '0DD0C5AFE0DD0C5AFE0DD0C5AFE0DD0C5AFE0DD0C5AFE0DD0C5AFE0DD0C5AFE0'] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function guarded(work: () => Outgoing): Outgoing {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error.outgoing;
    throw error;
  }
}

function open(world: World): Part {
  const account = openAccount(world, merchantAccount, hmacKeys[0]);
  const keys = createKeys(world.clock);
  const asking = { account, address: world.address };
  let batch = 0;
  const post = (path: string, status: 200 | 201, answer: (asked: Incoming) => object): Answering => ({
    method: 'POST',
    path: `/v72${path}`,
    answer: (asked) => {
      expire(account);
      return keys.once(asked, () => ({ status, body: answer(asked) }));
    },
  });
  const ends = (approved: boolean) => ({ payment = '' }: Readonly<Record<string, string>>) => challengeEnds(account, payment, approved);
  return {
    name: 'adyen-checkout',
    before: ({ headers, path }) => (path.startsWith('/threeDS/') || headers['x-api-key'] === apiKey ? undefined : new Refused(401, '000', 'HTTP Status Response - Unauthorized', { type: 'security' }).outgoing),
    answers: [
      post('/payments', 200, (asked) => pay(asking, asked)),
      post('/payments/details', 200, (asked) => details(asking, asked)),
      post('/payments/{psp}/captures', 201, (asked) => capture(account, asked)),
      post('/payments/{psp}/cancels', 201, (asked) => cancel(account, asked)),
      post('/payments/{psp}/refunds', 201, (asked) => refund(account, asked)),
      post('/cancels', 201, (asked) => cancelNamed(account, asked)),
      { method: 'GET', path: '/threeDS/{psp}', answer: ({ params }) => guarded(() => challengePage(account.payment(params['psp'] ?? ''))) },
      { method: 'POST', path: '/threeDS/{psp}', answer: ({ params, raw }) => guarded(() => ({ status: 303, headers: { location: challengeEnds(account, params['psp'] ?? '', new URLSearchParams(raw.toString('utf8')).get('password') === password).location } })) },
    ],
    failure,
    happened: () => account.happened,
    acts: {
      approve: ends(true),
      fail: ends(false),
      failLater: ({ reference = '' }) => failLater(account, reference),
      expire: () => expire(account),
      hold: ({ key = '' }) => keys.hold(key),
      release: ({ key = '' }) => keys.release(key),
      becomes: ({ payment = '', resultCode = '' }) => keys.amend((answer) => (isRecord(answer.body) && answer.body['pspReference'] === payment ? { ...answer, body: { ...answer.body, resultCode } } : answer)),
    },
    settle: () => settlementOf(account, (batch += 1)),
  };
}

export const adyenCheckout: Play = { name: 'adyen-checkout', secrets: { adyen: { 'api-key': apiKey, 'merchant-account': merchantAccount, 'webhook-hmac-keys': hmacKeys.join('\n') } }, open };
