import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createVerify } from 'node:crypto';
import { readLines } from '../../ledger/src/files/lines.ts';
import { openSandbox, type Sandbox } from '../frame/sandbox.ts';
import { playPaypal } from '../paypal/play.ts';

let sandbox: Sandbox;
const credentials = playPaypal().secrets['paypal'] ?? {};
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [playPaypal()], seed: 5, clock: { start: new Date('2026-11-25T08:00:00Z'), running: false } });
});
afterAll(() => sandbox.close());

async function ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${sandbox.addresses['paypal']}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, never>> };
}

async function bearer(): Promise<Readonly<Record<string, string>>> {
  const basic = Buffer.from(`${credentials['client-id']}:${credentials['client-secret']}`).toString('base64');
  const { body } = await ask('POST', '/v1/oauth2/token', 'grant_type=client_credentials', { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' });
  return { authorization: `Bearer ${String(body['access_token'])}` };
}

const order = (value = '10.99', currency = 'EUR') => ({ intent: 'AUTHORIZE', purchase_units: [{ amount: { currency_code: currency, value } }], payment_source: { paypal: {} } });

/** CRC-32 (ISO 3309) bit by bit, so that nothing is taken from what signed. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('PayPal, played', () => {
  it('signs webhooks as PayPal says: by RSA over transmission, time, webhook and checksum', async () => {
    const headers = { ...(await bearer()), 'paypal-request-id': 'r-1' };
    const { body } = await ask('POST', '/v2/checkout/orders', order(), headers);
    await sandbox.part('paypal').acts['approve']?.({ order: String(body['id']) });
    await sandbox.courier.idle();
    const letter = sandbox.courier.deliveries().at(-1);
    if (!letter) throw new Error('nothing was delivered');
    const key = await (await fetch(letter.headers['paypal-cert-url'] ?? '')).text();
    const signed = [letter.headers['paypal-transmission-id'], letter.headers['paypal-transmission-time'], credentials['webhook-id'], crc32(Buffer.from(letter.body))].join('|');
    expect(createVerify('RSA-SHA256').update(signed).verify(key, letter.headers['paypal-transmission-sig'] ?? '', 'base64')).toBe(true);
  });

  it('knows nobody without a token, and no token of yesterday', async () => {
    const headers = { ...(await bearer()), 'paypal-request-id': 'r-2' };
    expect((await ask('POST', '/v2/checkout/orders', order())).status).toBe(401);
    expect((await ask('POST', '/v2/checkout/orders', order(), headers)).status).toBe(200);
    await sandbox.clock.advance(86_400_000);
    expect((await ask('POST', '/v2/checkout/orders', order(), headers)).status).toBe(401);
  });

  it.each([
    ['no request id', order(), {}, 400, 'PAYPAL_REQUEST_ID_REQUIRED'],
    ['decimals of yen', order('500.00', 'JPY'), { 'paypal-request-id': 'r-3' }, 422, 'DECIMALS_NOT_SUPPORTED'],
    ['too many decimals', order('10.999'), { 'paypal-request-id': 'r-4' }, 422, 'DECIMAL_PRECISION'],
    ['nothing', order('0.00'), { 'paypal-request-id': 'r-5' }, 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['an issue that is asked for', order(), { 'paypal-request-id': 'r-6', 'paypal-mock-response': '{"mock_application_codes":"COMPLIANCE_VIOLATION"}' }, 422, 'COMPLIANCE_VIOLATION'],
  ])('refuses %s', async (_, body, headers, status, issue) => {
    expect(await ask('POST', '/v2/checkout/orders', body, { ...(await bearer()), ...headers })).toMatchObject({ status, body: { details: [{ issue }] } });
  });

  it('keeps a request id for six hours', async () => {
    const made = async () => (await ask('POST', '/v2/checkout/orders', order(), { ...(await bearer()), 'paypal-request-id': 'r-7' })).body['id'];
    const first = await made();
    await sandbox.clock.advance(5 * 3_600_000);
    expect(await made()).toBe(first);
    await sandbox.clock.advance(3_600_000);
    expect(await made()).not.toBe(first);
  });

  it('makes the same numbers of the same seed', async () => {
    const numbers = async () => {
      const one = await openSandbox({ plays: [playPaypal()], seed: 9 });
      const basic = Buffer.from(`${credentials['client-id']}:${credentials['client-secret']}`).toString('base64');
      const answer = await fetch(`${one.addresses['paypal']}/v1/oauth2/token`, { method: 'POST', body: 'grant_type=client_credentials', headers: { authorization: `Basic ${basic}` } });
      const { access_token: token } = (await answer.json()) as { readonly access_token: string };
      await one.close();
      return token;
    };
    expect(await numbers()).toBe(await numbers());
  });

  it('writes a settlement file that the ledger reads', async () => {
    const headers = { ...(await bearer()), 'paypal-request-id': 'r-8' };
    const { body: { id } } = await ask('POST', '/v2/checkout/orders', { ...order(), intent: 'CAPTURE' }, headers);
    await sandbox.part('paypal').acts['approve']?.({ order: String(id) });
    await ask('POST', `/v2/checkout/orders/${String(id)}/capture`, undefined, headers);
    const file = sandbox.part('paypal').settle?.();
    expect(readLines(file?.content ?? '')).toEqual([expect.objectContaining({ kind: 'capture', gross: 1099n, fee: 31n, currency: 'EUR' })]);
  });
});
