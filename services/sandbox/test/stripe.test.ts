/** Stripe's own SDK is the client: it cannot tell the sandbox from Stripe. */
import { afterAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { formats } from '../../ledger/src/files/formats.ts';
import { openSandbox } from '../frame/sandbox.ts';
import { stripe as play } from '../stripe/play.ts';

const world = await openSandbox({ plays: [play], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false } });
afterAll(() => world.close());

const { hostname: host, port } = new URL(world.addresses['stripe'] ?? '');
const sdk = new Stripe(play.secrets['stripe']?.['api-key'] ?? '', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
const act = (name: string, detail: Readonly<Record<string, string>>) => world.part('stripe').acts[name]?.(detail);

const paying = (over: Partial<Stripe.PaymentIntentCreateParams> = {}): Stripe.PaymentIntentCreateParams => ({ amount: 1099, currency: 'eur', confirm: true, capture_method: 'manual', payment_method: 'pm_card_visa', return_url: 'https://shop.example/back', expand: ['latest_charge'], ...over });
const pay = (over: Partial<Stripe.PaymentIntentCreateParams> = {}, idempotencyKey?: string) => sdk.paymentIntents.create(paying(over), idempotencyKey === undefined ? {} : { idempotencyKey });

const failing = async (work: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> => {
  const error: unknown = await work.then(() => new Error('it went well'), (reason: unknown) => reason);
  if (error instanceof Stripe.errors.StripeError) return error;
  throw error;
};

describe('its idempotency', () => {
  it('answers the same again, and says so', async () => {
    const [first, second] = [await pay({}, 'same'), await pay({}, 'same')];
    expect(second.id).toBe(first.id);
    expect([first.lastResponse.headers['idempotent-replayed'], second.lastResponse.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect(second.lastResponse.requestId).toMatch(/^req_/);
  });

  it('keeps a refusal, too', async () => {
    const [first, second] = [await failing(pay({ payment_method: 'pm_card_chargeDeclined' }, 'no')), await failing(pay({ payment_method: 'pm_card_chargeDeclined' }, 'no'))];
    expect([first.type, first.decline_code, second.decline_code, second.headers?.['idempotent-replayed']]).toEqual(['StripeCardError', 'generic_decline', 'generic_decline', 'true']);
  });

  it('refuses other parameters with the same key, and a request that is running', async () => {
    await pay({}, 'mine');
    expect(await failing(pay({ amount: 2000 }, 'mine'))).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
    await act('hold', { key: 'busy' });
    expect(await failing(pay({}, 'busy'))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    await act('release', { key: 'busy' });
    expect((await pay({}, 'busy')).status).toBe('requires_capture');
  });

  it('keeps nothing of what it could not read', async () => {
    expect(await failing(pay({ amount: 0 }, 'again'))).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
    expect((await pay({ amount: 1 }, 'again')).status).toBe('requires_capture');
  });

  it('ends after a day', async () => {
    const first = await pay({}, 'old');
    await world.clock.advance(24 * 3_600_000);
    expect((await pay({}, 'old')).id).not.toBe(first.id);
  });
});

describe('its payments', () => {
  it('are captured in parts where that was asked for, and no more than is there', async () => {
    const { id } = await pay({ payment_method_options: { card: { request_multicapture: 'if_available' } } });
    expect(await sdk.paymentIntents.capture(id, { amount_to_capture: 400, final_capture: false })).toMatchObject({ status: 'requires_capture', amount_capturable: 699, amount_received: 400 });
    expect(await failing(sdk.paymentIntents.capture(id, { amount_to_capture: 700 }))).toMatchObject({ code: 'amount_too_large' });
    expect(await sdk.paymentIntents.capture(id, { amount_to_capture: 600 })).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 1000 });
    const single = await pay();
    expect(await failing(sdk.paymentIntents.capture(single.id, { amount_to_capture: 1, final_capture: false }))).toMatchObject({ statusCode: 400 });
  });

  it('wait for a payer, whom a page asks', async () => {
    const { id, status, next_action: next } = await pay({ payment_method_options: { card: { request_three_d_secure: 'challenge' } } });
    expect(status).toBe('requires_action');
    const page = next?.redirect_to_url?.url ?? '';
    expect(await (await fetch(page)).text()).toMatch(`action="/challenge/${id}/approve"`);
    const back = await fetch(`${page}/approve`, { method: 'POST', redirect: 'manual' });
    expect(new URL(back.headers.get('location') ?? '').searchParams.get('redirect_status')).toBe('succeeded');
    const after = await sdk.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(after.status).toBe('requires_capture');
    expect(typeof after.latest_charge === 'object' && after.latest_charge?.payment_method_details?.card?.three_d_secure?.result).toBe('authenticated');
  });

  it('are refused without the payer where the issuer wants them', async () => {
    const method = await sdk.paymentMethods.create({ type: 'card', card: { number: '4000002760003184', exp_month: 3, exp_year: 2030 } });
    expect(await failing(pay({ payment_method: method.id, off_session: true }))).toMatchObject({ statusCode: 402, decline_code: 'authentication_required' });
  });

  it('expire after seven days', async () => {
    const { id } = await pay();
    await world.clock.advance(7 * 86_400_000);
    expect(await sdk.paymentIntents.retrieve(id)).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
  });

  it('refuse amounts as Stripe does', async () => {
    expect(await failing(pay({ amount: 5124, currency: 'kwd' }))).toMatchObject({ statusCode: 400 });
    expect(await failing(pay({ amount: 550, currency: 'isk' }))).toMatchObject({ statusCode: 400 });
    expect(await failing(sdk.paymentIntents.create(Object.assign(paying(), { amuont: 1 })))).toMatchObject({ code: 'parameter_unknown', param: 'amuont' });
  });

  it('are listed in pages, the newest first', async () => {
    const { data, has_more: more } = await sdk.paymentIntents.list({ limit: 2 });
    expect([data.length, more]).toEqual([2, true]);
    const all = await sdk.paymentIntents.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(6);
    expect(all.map(({ created }) => created)).toEqual(all.map(({ created }) => created).sort((a, b) => b - a));
  });

  it('need the right key', async () => {
    expect(await failing(new Stripe('sk_test_another', { host, port, protocol: 'http', telemetry: false }).paymentIntents.retrieve('pi_1'))).toMatchObject({ type: 'StripeAuthenticationError' });
  });
});

describe('its refunds and webhooks', () => {
  it('are of what was captured, and may fail later', async () => {
    const { id } = await pay({ capture_method: 'automatic' });
    const refund = await sdk.refunds.create({ payment_intent: id, amount: 1000 });
    expect(await failing(sdk.refunds.create({ payment_intent: id, amount: 100 }))).toMatchObject({ statusCode: 400 });
    await act('failRefund', { refund: refund.id });
    expect(await sdk.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' });
    expect(world.happened().find(({ reference }) => reference === refund.id)?.effective).toBe(false);
  });

  it('are signed as the SDK has it, by each secret that is in force', async () => {
    await world.courier.idle();
    const [newer = '', older = ''] = (play.secrets['stripe']?.['webhook-secrets'] ?? '').split('\n');
    for (const { body, headers, at } of world.courier.deliveries()) for (const secret of [newer, older]) expect(Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret, 300, undefined, Date.parse(at)).object).toBe('event');
    const types = new Set(world.courier.deliveries().map(({ type }) => type));
    for (const type of ['payment_intent.created', 'payment_intent.requires_action', 'payment_intent.amount_capturable_updated', 'payment_intent.payment_failed', 'payment_intent.succeeded', 'payment_intent.canceled', 'charge.captured', 'refund.created', 'refund.failed']) expect(types).toContain(type);
    expect((await sdk.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
  });
});

it('its settlement file is what the ledger reads, once', () => {
  const file = world.part('stripe').settle?.();
  const lines = formats['stripe-payout-reconciliation'](file?.content ?? '');
  const captured = world.happened().filter(({ what }) => what === 'capture').reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  expect(lines.filter(({ kind }) => kind === 'capture').reduce((sum, { gross }) => sum + gross, 0n)).toBe(captured);
  expect(lines.filter(({ kind }) => kind === 'refund').map(({ gross }) => gross)).toEqual([1000n]);
  const net = lines.reduce((sum, { kind, gross, fee }) => sum + (kind === 'capture' ? gross - fee : kind === 'refund' ? -gross : 0n), 0n);
  expect(lines.filter(({ kind }) => kind === 'payout').map(({ gross }) => gross)).toEqual([net]);
  expect(formats['stripe-payout-reconciliation'](world.part('stripe').settle?.().content ?? '')).toEqual([]);
});
