/** A provider's program as the contract has it, over HTTP, with faults on demand. It keeps sums of its own and refuses more than there is. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { invalid, unauthenticated } from '../../kit/problem.ts';
import type { Authorisation, Authorise, LookUp, Modification, Modify, Notice } from '../../kit/provider/contract.ts';
import { createServer, type Handlers } from '../../kit/server.ts';
import { providers } from '../../providers.ts';
import { providerApi, type ProviderApi } from '../src/adapters/providers.ts';

/**
 * - `lost`: done, and the answer is a 500; `never`: a 500, and nothing was done; `slow`: done, and answered late;
 * - `not-processed`: known not to be done; `absent`: nobody listens (only where the test stops it);
 * - the rest is what is answered.
 */
export type Fault = 'lost' | 'never' | 'slow' | 'not-processed' | 'declined' | 'soft-decline' | 'requires-action' | 'pending' | 'wrong-amount' | 'wrong-currency' | 'no-reference' | 'accepted' | 'refused';
type Asking = 'authorise' | 'capture' | 'void' | 'refund';

interface Kept {
  readonly request: Authorise;
  readonly reference: string;
  state: Authorisation['state'];
  captured: number;
  released: number;
  refunded: number;
}

export interface FakeProvider {
  readonly url: string;
  /** The next answers to this question take these faults, in turn. */
  readonly next: (asking: Asking, ...faults: Fault[]) => void;
  /** Forgets the faults that did not come up. */
  readonly clear: () => void;
  /** Keys of what it was asked, in order. */
  readonly asked: { readonly what: Asking | 'lookUp'; readonly key: string; readonly route: string }[];
  readonly kept: Map<string, Kept>;
  /** What it has refused because there was not enough: it never comes to this. */
  readonly overdrawn: string[];
  /** How long `slow` takes, in milliseconds. */
  slowness: number;
  /** Lets the payer do what they were asked to, at the provider. */
  readonly act: (attempt: string, state: 'authorised' | 'captured' | 'declined') => void;
  readonly of: (attempt: string) => Kept;
  readonly stop: () => Promise<void>;
}

const references = (text: string): string => `ref_${createHash('sha256').update(text).digest('hex').slice(0, 20)}`;

const action = { kind: 'redirect', address: 'https://challenge.example/' } as const;
const soft = { code: 'authentication-required', providerCode: '1A', again: 'with-challenge' } as const;
const hard = { code: 'insufficient-funds', providerCode: '51', again: 'later' } as const;

export async function fakeProvider(service: (typeof providers)[keyof typeof providers]): Promise<FakeProvider> {
  const faults = new Map<Asking, Fault[]>();
  const kept = new Map<string, Kept>();
  const operations = new Map<string, Modification>();
  const fake = { asked: [] as FakeProvider['asked'], overdrawn: [] as string[], slowness: 300 };
  const faultFor = (asking: Asking): Fault | undefined => faults.get(asking)?.shift();
  const slow = () => new Promise((done) => setTimeout(done, fake.slowness));
  const broken = () => new Error('the answer is lost');

  const view = ({ request, reference, state }: Kept): Authorisation => ({
    state, reference, amount: request.amount,
    ...(state === 'requires-action' && { action }),
    ...(state === 'declined' && { decline: hard }),
    ...(state === 'captured' && { captureReference: `cap_${reference}` }),
    ...(state === 'authorised' && { expiresAt: new Date(Date.parse(request.begunAt) + 7 * 86_400_000).toISOString() }),
  });

  const good = ({ capture }: Authorise): 'captured' | 'authorised' => (capture === 'manual' ? 'authorised' : 'captured');

  function opened(body: Authorise, state: Kept['state']): Kept {
    const one = { request: body, reference: references(body.attempt), state, captured: state === 'captured' ? body.amount.amount : 0, released: 0, refunded: 0 };
    kept.set(body.attempt, one);
    return one;
  }

  async function authorise(body: Authorise): Promise<Authorisation> {
    const before = kept.get(body.attempt);
    const fault = faultFor('authorise');
    if (fault === 'never') throw broken();
    if (fault === 'not-processed') return { state: 'not-processed' };
    if (fault === 'declined') return view(opened(body, 'declined'));
    if (fault === 'soft-decline') return { ...view(opened(body, 'declined')), decline: soft };
    if (fault === 'requires-action' || fault === 'pending') return view(opened(body, fault));
    if (before && !body.continues) return view(before);
    if (before && before.state === 'requires-action') Object.assign(before, { state: good(body), captured: body.capture === 'manual' ? 0 : body.amount.amount });
    const one = before ?? opened(body, good(body));
    if (fault === 'lost') throw broken();
    if (fault === 'slow') await slow();
    if (fault === 'wrong-amount') return { ...view(one), amount: { ...body.amount, amount: body.amount.amount - 1 } };
    if (fault === 'wrong-currency') return { ...view(one), amount: { ...body.amount, currency: 'USD' } };
    if (fault === 'no-reference') return { state: one.state, amount: body.amount };
    return view(one);
  }

  /** The provider's own sums. */
  function move(what: Exclude<Asking, 'authorise'>, one: Kept, { amount: { amount }, operation, final }: Modify): boolean {
    const { request } = one;
    const left = request.amount.amount - one.captured - one.released;
    const enough = what === 'refund' ? one.refunded + amount <= one.captured : one.state === 'requires-action' || (amount <= left && one.state === 'authorised');
    if (!enough) {
      fake.overdrawn.push(`${what} of ${amount} (${operation})`);
      return false;
    }
    if (what === 'capture') one.captured += amount;
    if (what === 'capture' && final) one.released = request.amount.amount - one.captured;
    if (what === 'void') Object.assign(one, { state: 'voided', released: one.released + amount });
    if (what === 'refund') one.refunded += amount;
    return true;
  }

  async function modify(what: Exclude<Asking, 'authorise'>, body: Modify, key: string): Promise<Modification> {
    const before = operations.get(key);
    if (before) return before;
    const fault = faultFor(what);
    if (fault === 'never') throw broken();
    if (fault === 'not-processed') return { state: 'not-processed' };
    if (fault === 'refused') return { state: 'refused', providerCode: 'no' };
    const one = kept.get(body.attempt);
    const done = one !== undefined && move(what, one, body);
    const answer: Modification = done ? { state: 'done', reference: references(key), amount: body.amount } : { state: 'refused', providerCode: 'not-enough' };
    operations.set(key, answer);
    if (fault === 'lost') throw broken();
    if (fault === 'slow') await slow();
    if (fault === 'accepted') return { state: 'accepted', reference: references(key) };
    return fault === 'wrong-amount' ? { ...answer, amount: { ...body.amount, amount: body.amount.amount + 1 } } : answer;
  }

  const found = (body: LookUp) => {
    if (body.what !== 'authorise') return { what: body.what, modification: operations.get(body.key) ?? { state: 'not-found' as const } };
    const one = kept.get(body.request.attempt);
    return { what: body.what, authorisation: one ? view(one) : { state: 'not-found' as const } };
  };

  const note = (what: Asking | 'lookUp', headers: Readonly<Record<string, string>>, route: string): string => {
    const key = headers['idempotency-key'] ?? '';
    if (key === '' || key.length > 64) throw invalid(`the key ${key} is none that a provider takes`);
    fake.asked.push({ what, key, route });
    return key;
  };

  const handlers: Handlers<ProviderApi> = {
    authorise: async ({ body, headers }) => { note('authorise', headers, body.route); return { body: await authorise(body) }; },
    capture: async ({ body, headers }) => ({ body: await modify('capture', body, note('capture', headers, body.route)) }),
    void: async ({ body, headers }) => ({ body: await modify('void', body, note('void', headers, body.route)) }),
    refund: async ({ body, headers }) => ({ body: await modify('refund', body, note('refund', headers, body.route)) }),
    lookUp: async ({ body, headers }) => { note('lookUp', headers, body.request.route); return { body: found(body) }; },
    // Signed by a shared word: the signature's own trouble is the connectors'.
    readWebhook: async ({ body: { headers, body } }) => {
      if (headers['x-signature'] !== 'good') throw unauthenticated('the signature is not good');
      const { notices } = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as { readonly notices: Notice[] };
      return { body: { notices, answer: '[accepted]' } };
    },
  };

  const app = createServer({ api: providerApi(service), handlers });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const of = (attempt: string): Kept => {
    const one = kept.get(attempt);
    if (!one) throw new Error(`${service.name} has no ${attempt}`);
    return one;
  };
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    next: (asking: Asking, ...more: Fault[]) => void faults.set(asking, [...(faults.get(asking) ?? []), ...more]),
    clear: () => faults.clear(),
    kept,
    of,
    act: (attempt: string, state: 'authorised' | 'captured' | 'declined') => void Object.assign(of(attempt), { state, captured: state === 'captured' ? of(attempt).request.amount.amount : 0 }),
    stop: async () => {
      app.server.closeAllConnections();
      const closed = once(app.server, 'close');
      await app.close();
      await closed.catch(() => {});
    },
  });
}
