/** A number where none belongs: in every place where a client of the two doors can write one. */
import type { Asked } from './asking.ts';
import { printed, securityCode } from './numbers.ts';

export interface Misplaced {
  readonly path: string;
  readonly asked: Asked;
  /** Would be kept, told on or shown again if it were taken: it must be refused. @default - it is enough that it is not found afterwards */
  readonly refused?: true;
}

export interface Known {
  readonly basket: string;
  readonly version: number;
  readonly payment: string;
  readonly attempt: string;
  readonly session: string;
  readonly customer: string;
}

const money = { amount: 1290, currency: 'EUR' } as const;
const expiry = { month: 9, year: 2029 } as const;

/** Bodies that nobody can read, or that say too much. */
function malformed(number: string): string[] {
  const card = JSON.stringify({ number, expiry });
  return [number, `${number}x`, `"${number}"`, `[${number}]`, `${card}${number}`, card.slice(0, -3), `{"${number}":${number}}`, JSON.stringify({ number: number.repeat(4000) }), JSON.stringify({ number: [[[{ number }]]] }), card.replace(`"${number}"`, number), `\u0000${card}`];
}

/** Of names that are kept: refused wherever they are typed. */
function keptAt({ payment, basket, version, customer }: Known, text: string): Misplaced[] {
  const post = (path: string, body: unknown, asked: Asked = {}): Misplaced => ({ path, asked: { as: 'customer', method: 'POST', body, ...asked }, refused: true });
  const attempts = `/v1/payments/${payment}/attempts`;
  const card = { method: 'card', token: 'tok-abcdefghijklmnopqrst', merchant: 'guichet' };
  return [
    post('/v1/baskets', { currency: 'EUR' }, { headers: { 'idempotency-key': text } }),
    post('/v1/payments', { amount: money }, { headers: { 'idempotency-key': text } }),
    post('/v1/payments', { basket: text, amount: money }),
    post(attempts, { instrument: { ...card, holder: text } }),
    post(attempts, { instrument: { ...card, merchant: text } }),
    post(attempts, { instrument: { method: 'apple-pay', token: text } }),
    post(attempts, { instrument: { method: 'paypal' }, payer: { userAgent: text } }),
    post(attempts, { instrument: { method: 'paypal' }, returnAddress: `https://shop.example/back?card=${encodeURIComponent(text)}` }),
    post(`${attempts}/${payment}/completion`, { returned: { card: text } }),
    post('/v1/customers', { name: text }),
    post('/v1/customers', { name: `Card ${text}`, address: { lines: [`number ${text}`], city: text, country: 'AT' } }),
    post('/v1/customers', { email: `${text.replaceAll(/\W/g, '')}@shop.example` }),
    { path: `/v1/customers/${customer}`, asked: { as: 'customer', method: 'PUT', body: { name: text }, headers: { 'if-match': '"1"' } }, refused: true },
    { path: `/v1/customers/${customer}/consents/newsletter`, asked: { as: 'customer', method: 'PUT', body: { text, channel: 'web' } }, refused: true },
    post(`/v1/baskets/${basket}/reservations`, { store: text }),
    { path: `/v1/baskets/${basket}`, asked: { as: 'customer', method: 'PATCH', body: { viewed: [text] } }, refused: true },
    { path: `/v1/baskets/${basket}`, asked: { as: 'customer', method: 'PATCH', body: { claim: text }, headers: { 'if-match': `"${version}"` } }, refused: true },
    post('/v1/settlements', { settlement: text, provider: 'cards', format: 'json-lines', content: '{}' }, { as: 'finance', mfa: true }),
    post('/v1/settlements', { settlement: 'canary', provider: 'cards', format: 'json-lines', content: JSON.stringify({ kind: 'capture', reference: text, gross: 1290, currency: 'EUR' }) }, { as: 'finance', mfa: true }),
    post('/v1/settlements', { settlement: 'canary-csv', provider: 'cards', format: 'stripe-payout-reconciliation', content: `id,reference\n1,${text}\n` }, { as: 'finance', mfa: true }),
  ];
}

/** Where nothing is kept by design. */
function passingAt({ session, basket, payment }: Known, number: string, text: string): Misplaced[] {
  const asPath = encodeURIComponent(text);
  const everyHeader = { 'user-agent': text, 'x-request-id': text, traceparent: text, tracestate: `card=${number}`, baggage: `card=${number}`, cookie: `card=${text}`, referer: `https://shop.example/?card=${asPath}`, 'x-forwarded-for': number, 'x-forwarded-client-cert': `URI=${number}`, origin: `https://${number}.example` };
  const fields = `/fields/${session}/tokens`;
  return [
    { path: `/v1/baskets/${asPath}`, asked: { as: 'customer' } },
    { path: `/v1/payments/${asPath}?card=${asPath}`, asked: { as: 'customer' } },
    { path: `/v1/codes/${asPath}`, asked: { as: 'till' } },
    { path: `/v1/accounts/${asPath}/balance?at=${asPath}`, asked: { as: 'finance' } },
    { path: `/v1/insights/products?channel=${asPath}&days=${number}`, asked: { as: 'marketer' } },
    { path: `/${asPath}/%zz${number}`, asked: {} },
    { path: `/v1/baskets/${basket}/items/${asPath}`, asked: { as: 'customer', method: 'PUT', body: { quantity: 1 }, headers: { 'if-match': `"${number}"` } } },
    { path: `/v1/payments/${payment}`, asked: { as: 'customer', headers: everyHeader } },
    { path: '/v1/baskets', asked: { method: 'POST', body: { currency: 'EUR' }, headers: { ...everyHeader, authorization: `Bearer ${number}` } } },
    { path: `/v1/payments/${payment}/attempts`, asked: { as: 'customer', method: 'POST', body: { instrument: { method: 'card', token: number, merchant: 'guichet', number, securityCode }, [number]: number } } },
    { path: `/v1/payments/${payment}/card-sessions`, asked: { as: 'customer', method: 'POST', body: { origin: `https://${number}.example` } } },
    ...['stripe', 'adyen', 'paypal', number].flatMap((provider): Misplaced[] => [
      { path: `/v1/webhooks/${provider}?card=${asPath}`, asked: { method: 'POST', body: { id: text, type: 'payment_intent.succeeded', data: { object: { number, holder: text, cvc: securityCode } } }, headers: { 'stripe-signature': `t=${number},v1=${number}`, 'user-agent': text } } },
      { path: `/v1/webhooks/${provider}`, asked: { method: 'POST', body: number, headers: { 'content-type': `text/${number}` } } },
    ]),
    ...malformed(number).flatMap((body): Misplaced[] => [
      { path: fields, asked: { service: 'card-entry', method: 'POST', body } },
      { path: '/v1/payments', asked: { as: 'customer', method: 'POST', body } },
    ]),
    { path: fields, asked: { service: 'card-entry', method: 'POST', body: { number: text, expiry }, headers: { ...everyHeader, 'idempotency-key': number } } },
    { path: fields, asked: { service: 'card-entry', method: 'POST', body: { number: `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`, expiry } } },
    { path: fields, asked: { service: 'card-entry', method: 'POST', body: { number, expiry: { month: 1, year: 2020 } } } },
    { path: fields, asked: { service: 'card-entry', method: 'POST', body: { number, expiry, securityCode } } },
    { path: `/fields/${number}.${number}.${number}?card=${asPath}`, asked: { service: 'card-entry' } },
    { path: `/assets/${asPath}`, asked: { service: 'card-entry' } },
  ];
}

export const misplaced = (known: Known, number: string): Misplaced[] => [
  ...[number, printed(number, ' '), printed(number, '-')].flatMap((text) => keptAt(known, text)),
  ...passingAt(known, number, number),
  ...passingAt(known, number, printed(number, '-')).filter(({ path }) => !path.startsWith('/fields/')),
];
