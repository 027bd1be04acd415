/** Two requests about one thing: PayPal does one, and says of the other that it is not the time. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Authorisation, Authorise } from '../../kit/provider/contract.ts';
import type { AuthoriseAsked, Connector, ModifyAsked } from '../../kit/provider/exchange.ts';
import { createPaypal } from '../src/app.ts';
import { paypalAccount, startOutside } from './support.ts';

let outside: Awaited<ReturnType<typeof startOutside>>;
let paypal: Connector;
beforeAll(async () => {
  outside = await startOutside();
  paypal = createPaypal({ address: outside.sandbox.addresses['paypal'] ?? '', account: () => paypalAccount });
});
afterAll(() => outside.sandbox.close());

const asked = (capture: Authorise['capture']): AuthoriseAsked => {
  const attempt = randomUUID();
  return { key: `${attempt}-a`, body: { route: 'paypal', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture, channel: 'web', instrument: { method: 'paypal' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back', begunAt: '2026-11-25T08:00:00Z' } };
};

const back = (first: AuthoriseAsked, { reference = '' }: Authorisation): AuthoriseAsked => ({ key: `${first.key}-1`, body: { ...first.body, continues: { reference, returned: {} } } });

describe('two requests at once', () => {
  const days = (n: number): number => n * 86_400_000;
  const running = (reference: string, name: 'hold' | 'release') => outside.sandbox.part('paypal').acts[name]?.({ reference });
  const effects = (what: string, ours: string) => outside.sandbox.happened().filter((one) => one.what === what && (one.ours === ours || one.of === ours));
  const modifying = (first: AuthoriseAsked, reference: string, amount = 1099): ModifyAsked => {
    const operation = randomUUID();
    const { route, payment, attempt, amount: authorised } = first.body;
    return { key: `${operation}-m`, reference, body: { route, payment, attempt, operation, amount: { amount, currency: 'EUR' }, authorised, final: true, begunAt: outside.sandbox.clock.now().toISOString() } };
  };
  async function approved(capture: 'manual' | 'automatic' = 'manual') {
    const first = asked(capture);
    const order = await paypal.authorise(first);
    await outside.sandbox.part('paypal').acts['approve']?.({ order: order.reference ?? '' });
    return { first, order, next: back(first, order) };
  }

  it('of an order: the second is told that it is being captured, and it is unknown until it is looked up', async () => {
    const { next, order } = await approved('automatic');
    running(order.reference ?? '', 'hold');
    expect(await paypal.authorise(next)).toMatchObject({ state: 'unknown', detail: 'ORDER_COMPLETION_IN_PROGRESS' });
    expect((await paypal.lookUpAuthorisation({ ...next, reference: order.reference ?? '' })).state).toBe('not-found');
    running(order.reference ?? '', 'release');
    expect((await paypal.authorise(next)).state).toBe('captured');
    expect(effects('capture', next.body.attempt)).toHaveLength(1);
  });

  it('of a void or a refund: it is unknown, not refused, and done once when it is asked again', async () => {
    const [kept, taken] = [await approved(), await approved()];
    const [authorisation = '', other = ''] = [(await paypal.authorise(kept.next)).reference, (await paypal.authorise(taken.next)).reference];
    const { reference: capture = '' } = await paypal.capture(modifying(taken.first, other));
    for (const [what, of, asking] of [['void', authorisation, modifying(kept.first, authorisation)], ['refund', capture, modifying(taken.first, capture, 300)]] as const) {
      running(of, 'hold');
      expect(await paypal[what](asking)).toMatchObject({ state: 'unknown', detail: 'PREVIOUS_REQUEST_IN_PROGRESS' });
      expect((await paypal.lookUpModification({ ...asking, what })).state).toBe('not-found');
      running(of, 'release');
      expect([(await paypal[what](asking)).state, (await paypal[what](asking)).state]).toEqual(['done', 'done']);
      expect(effects(what, what === 'void' ? of : asking.body.operation)).toHaveLength(1);
    }
  });

  it('of which the first is so old that its key is forgotten: its invoice is not', async () => {
    const { first, next } = await approved();
    const capturing = modifying(first, (await paypal.authorise(next)).reference ?? '', 400);
    const partly = { ...capturing, body: { ...capturing.body, final: false } };
    const refunding = modifying(first, (await paypal.capture(partly)).reference ?? '', 100);
    expect((await paypal.refund(refunding)).state).toBe('done');
    await outside.sandbox.clock.advance(days(46));
    expect(await paypal.refund(refunding)).toMatchObject({ state: 'unknown', detail: 'DUPLICATE_INVOICE_ID' });
    expect((await paypal.lookUpModification({ ...refunding, what: 'refund' })).state).toBe('done');
    expect(effects('refund', refunding.body.operation)).toHaveLength(1);
  });
});
