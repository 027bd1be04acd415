import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Authorisation, Authorise } from '../../kit/provider/contract.ts';
import type { AuthoriseAsked, Connector } from '../../kit/provider/exchange.ts';
import { createPaypal } from '../src/app.ts';
import { paypalAccount, startOutside } from './support.ts';

let outside: Awaited<ReturnType<typeof startOutside>>;
let paypal: Connector;
beforeAll(async () => {
  outside = await startOutside();
  paypal = createPaypal({ address: outside.sandbox.addresses['paypal'] ?? '', account: () => paypalAccount });
});
afterAll(() => outside.sandbox.close());
beforeEach(() => outside.sandbox.faults.set([]));

const asked = (over: Partial<Authorise> = {}): AuthoriseAsked => {
  const attempt = randomUUID();
  return { key: `${attempt}-a`, body: { route: 'paypal', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture: 'manual', channel: 'web', instrument: { method: 'paypal' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back', begunAt: '2026-11-25T08:00:00Z', ...over } };
};

async function act(name: string, order: string, more: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, string>>> {
  const address = await outside.sandbox.part('paypal').acts[name]?.({ order, ...more });
  return typeof address === 'string' ? Object.fromEntries(new URL(address).searchParams) : {};
}

const back = (first: AuthoriseAsked, { reference = '' }: Authorisation, returned: Readonly<Record<string, string>>, times = 1): AuthoriseAsked => ({ key: `${first.key}-${times}`, body: { ...first.body, continues: { reference, returned } } });
const hours = (n: number): number => n * 3_600_000;

describe('a payer', () => {
  it('chooses another instrument where the first one is declined', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    const id = order.reference ?? '';
    await act('refuse', id, { issue: 'INSTRUMENT_DECLINED' });
    const again = await paypal.authorise(back(first, order, await act('approve', id)));
    expect(again).toMatchObject({ state: 'requires-action', reference: id, action: { kind: 'redirect', address: expect.stringContaining(`/checkoutnow?token=${id}`) }, decline: { code: 'declined', providerCode: 'INSTRUMENT_DECLINED' } });
    await act('refuse', id, { issue: '' });
    expect((await paypal.authorise(back(first, again, await act('approve', id), 2))).state).toBe('authorised');
  });

  it('gives up', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    const returned = await act('cancel', order.reference ?? '');
    expect(returned).toMatchObject({ cancelled: 'true' });
    expect(await paypal.authorise(back(first, order, returned))).toMatchObject({ state: 'declined', decline: { code: 'cancelled-by-payer' } });
  });

  it('comes back before they have approved, and is sent once more', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    expect(await paypal.authorise(back(first, order, {}))).toMatchObject({ state: 'requires-action', reference: order.reference });
  });

  it('has approved, and what was asked then never arrived: it may be asked again', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    const next = back(first, order, await act('approve', order.reference ?? ''));
    expect((await paypal.lookUpAuthorisation({ ...first, reference: order.reference ?? '' })).state).toBe('requires-action');
    expect((await paypal.lookUpAuthorisation({ ...next, reference: order.reference ?? '' })).state).toBe('not-found');
    expect((await paypal.authorise(next)).state).toBe('authorised');
    expect((await paypal.lookUpAuthorisation({ ...next, reference: order.reference ?? '' })).state).toBe('authorised');
  });

  it('goes through the page as a browser does', async () => {
    const order = await paypal.authorise(asked());
    const address = order.action?.kind === 'redirect' ? order.action.address : '';
    expect(await (await fetch(address)).text()).toContain('played by the sandbox');
    const answer = await fetch(address.replace('?', '/approve?'), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `https://shop.example/back?token=${order.reference}&PayerID=SANDBOXPAYER1`]);
  });
});

describe('time', () => {
  it('ends an order that nobody approves, and an authorization after 29 days', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    const other = asked();
    const second = await paypal.authorise(other);
    const done = await paypal.authorise(back(other, second, await act('approve', second.reference ?? '')));
    expect(done).toMatchObject({ state: 'authorised', expiresAt: '2026-12-24T08:00:00.000Z' });
    await outside.sandbox.clock.advance(hours(4));
    expect((await paypal.lookUpAuthorisation({ ...first, reference: order.reference ?? '' })).state).toBe('expired');
    expect((await paypal.authorise(back(first, order, {}))).state).toBe('expired');
    await outside.sandbox.clock.advance(hours(24 * 29));
    expect((await paypal.lookUpAuthorisation({ ...other, reference: done.reference ?? '' })).state).toBe('expired');
  });
});

describe('the second net', () => {
  it('holds where a key was forgotten: the same attempt is not authorised twice', async () => {
    const first = asked();
    const order = await paypal.authorise(first);
    await paypal.authorise(back(first, order, await act('approve', order.reference ?? '')));
    await outside.sandbox.clock.advance(hours(7));
    const anew = await paypal.authorise(first);
    expect(anew.reference).not.toBe(order.reference);
    expect(await paypal.authorise(back(first, anew, await act('approve', anew.reference ?? ''), 2))).toMatchObject({ state: 'unknown', detail: 'DUPLICATE_INVOICE_ID' });
    expect(outside.sandbox.happened().filter(({ ours, what, effective }) => ours === first.body.attempt && what === 'authorisation' && effective)).toHaveLength(1);
  });
});

describe('credentials', () => {
  it('are taken anew when they change, and a revoked token is fetched once more', async () => {
    let account = { ...paypalAccount, clientSecret: 'wrong' };
    const changing = createPaypal({ address: outside.sandbox.addresses['paypal'] ?? '', account: () => account });
    expect(await changing.authorise(asked())).toMatchObject({ state: 'not-processed', detail: expect.stringContaining('no access token') });
    account = { ...paypalAccount };
    expect((await changing.authorise(asked())).state).toBe('requires-action');
    // Its lifetime is over for PayPal, while the SDK's own clock still runs.
    await outside.sandbox.clock.advance(hours(10));
    expect((await changing.authorise(asked())).state).toBe('requires-action');
  });

  it('are fetched anew also to ask about a webhook, and where nobody can be asked it is to be sent again', async () => {
    const { sandbox } = outside;
    const order = await paypal.authorise(asked());
    await sandbox.clock.advance(hours(10));
    await act('approve', (await createPaypal({ address: sandbox.addresses['paypal'] ?? '', account: () => paypalAccount }).authorise(asked())).reference ?? '');
    await sandbox.courier.idle();
    const letter = sandbox.courier.deliveries().at(-1);
    const webhook = { route: 'paypal', headers: letter?.headers ?? {}, body: Buffer.from(letter?.body ?? '').toString('base64') };
    expect(order.state).toBe('requires-action');
    expect((await paypal.readWebhook(webhook, sandbox.clock.now())).notices).toEqual([expect.objectContaining({ what: 'authorise', certain: false })]);
    sandbox.faults.set([{ fault: 'error', of: 'verify-webhook-signature' }]);
    await expect(paypal.readWebhook(webhook, sandbox.clock.now())).rejects.toThrow('A service that is needed does not answer');
  });

  it('are given up after 3 s where nobody gives a token: nothing was sent', async () => {
    outside.sandbox.faults.set([{ fault: 'no-answer', of: '/v1/oauth2/token' }]);
    const other = { ...paypalAccount };
    const waiting = createPaypal({ address: outside.sandbox.addresses['paypal'] ?? '', account: () => other });
    expect(await waiting.authorise(asked())).toMatchObject({ state: 'not-processed', detail: expect.stringContaining('no access token: not within 3 s') });
  }, 10_000);
});
