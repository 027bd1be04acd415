import { describe, expect, it } from '@jest/globals';
import { register } from 'prom-client';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { terminal } from '../../terminal/service.ts';
import { paypal } from '../../paypal/service.ts';
import { crypto } from '../../crypto/service.ts';
import { bank } from '../../bank/service.ts';
import type { Route } from '../../provider.ts';
import { conformanceFaults } from '../conformance.ts';
import { createAdmin } from '../program.ts';
import { authoriseFault, modifyFault } from './allowed.ts';
import type { Authorise, Modify } from './contract.ts';
import { nowhere } from './conformance/scene.ts';
import type { Connector } from './exchange.ts';
import { httpSender } from './http.ts';
import { addressesOf } from './program.ts';
import { createProvider, providerApi, providerHandlers, type Provider } from './server.ts';

const asked: string[] = [];
const noted = <T>(what: string, answer: T) => async (): Promise<T> => {
  asked.push(what);
  return answer;
};
const connector: Connector = {
  authorise: noted('authorise', { state: 'authorised' }),
  capture: noted('capture', { state: 'done' }),
  void: noted('void', { state: 'done' }),
  refund: noted('refund', { state: 'done' }),
  lookUpAuthorisation: async ({ key, reference }) => { asked.push(`look up ${key} ${reference ?? ''}`); return { state: 'pending' }; },
  lookUpModification: async ({ what, reference, found }) => { asked.push(`look up ${what} ${reference} ${found ?? ''}`); return { state: 'not-found' }; },
  readWebhook: async ({ headers }, now) => ({ notices: [{ id: `${headers['x']} ${now.toISOString()}`, what: 'other', certain: false }] }),
};

const now = () => new Date('2026-11-25T08:00:00Z');
const authorise: Authorise = { route: 'paypal', payment: 'p-1', attempt: randomUUID(), amount: { amount: 1099, currency: 'EUR' }, capture: 'manual', channel: 'web', instrument: { method: 'paypal' }, authentication: { decision: 'issuer-decides' }, begunAt: '2026-11-25T08:00:00Z' };
const modify: Modify = { route: 'paypal', payment: 'p-1', attempt: authorise.attempt, operation: randomUUID(), amount: { amount: 400, currency: 'EUR' }, authorised: { amount: 1099, currency: 'EUR' }, begunAt: '2026-11-25T08:00:00Z' };

async function post(service: Provider, url: string, payload: object, key?: string) {
  asked.length = 0;
  const [route] = service.capabilities.routes;
  const answer = await createProvider({ service, connectors: { [route.name]: connector }, now }).inject({ method: 'POST', url, payload, headers: key === undefined ? {} : { 'idempotency-key': key } });
  return { status: answer.statusCode, body: answer.json() as Readonly<Record<string, unknown>>, asked: [...asked] };
}

describe('a provider’s server', () => {
  it('conforms to its declaration', async () => {
    const props = { service: paypal, connectors: { paypal: connector }, now };
    const admin = createAdmin({ started: () => true, unready: async () => [] });
    expect(await conformanceFaults({ service: paypal, api: providerApi(paypal), handlers: providerHandlers(props), app: createProvider(props), admin, metrics: register })).toEqual([]);
  });

  it('needs a connector for every route, and no other', () => {
    expect(() => createProvider({ service: paypal, connectors: {}, now })).toThrow('paypal declares the route paypal and has no connector for it');
    expect(() => createProvider({ service: paypal, connectors: { paypal: connector, other: connector }, now })).toThrow('paypal has a connector for other, which is no route of it');
  });

  it.each([['/authorisations', authorise], ['/authorisations/r/captures', modify], ['/authorisations/r/voids', modify], ['/captures/r/refunds', modify]])('needs an Idempotency-Key at %s', async (url, payload) => {
    expect(await post(paypal, url, payload)).toMatchObject({ status: 400, asked: [], body: { type: 'https://guichet.example/problems/idempotency-key-missing' } });
    expect((await post(paypal, url, payload, 'k')).status).toBe(200);
  });

  it('says which routes there are', async () => {
    expect(await post(paypal, '/authorisations', { ...authorise, route: 'moon' }, 'k')).toMatchObject({ status: 422, asked: [], body: { detail: 'paypal has the routes paypal' } });
  });

  it('asks nothing that the route does not allow', async () => {
    expect(await post(paypal, '/authorisations', { ...authorise, amount: { amount: 1, currency: 'KWD' } }, 'k')).toMatchObject({ asked: [], body: { state: 'declined', decline: { code: 'not-supported' } } });
    expect(await post(crypto, '/authorisations/r/captures', { ...modify, route: 'btcpay' }, 'k')).toMatchObject({ asked: [], body: { state: 'refused' } });
    expect(await post(bank, '/captures/r/refunds', { ...modify, route: 'xs2a' }, 'k')).toMatchObject({ asked: [], body: { state: 'refused' } });
  });

  it('looks up by what was asked, with the key that it was asked by', async () => {
    expect(await post(paypal, '/lookups', { what: 'authorise', key: 'k-1', request: authorise, reference: 'O1' })).toMatchObject({ asked: ['look up k-1 O1'], body: { what: 'authorise', authorisation: { state: 'pending' } } });
    expect(await post(paypal, '/lookups', { what: 'refund', key: 'k-2', request: modify, of: 'C1', reference: 'R1' })).toMatchObject({ asked: ['look up refund C1 R1'], body: { what: 'refund', modification: { state: 'not-found' } } });
    expect(await post(bank, '/lookups', { what: 'refund', key: 'k-2', request: { ...modify, route: 'xs2a' }, of: 'C1' })).toMatchObject({ asked: [], body: { modification: { state: 'refused' } } });
  });

  it('reads webhooks with the time that it is', async () => {
    expect((await post(paypal, '/webhooks', { route: 'paypal', headers: { x: 'y' }, body: '' })).body).toEqual({ notices: [{ id: 'y 2026-11-25T08:00:00.000Z', what: 'other', certain: false }] });
  });
});

const [inStore] = terminal.capabilities.routes;
const route: Route = { ...paypal.capabilities.routes[0], countries: ['DE'], captures: 'one-partial', refunds: 'full', capture: ['manual'] };

describe('what a route allows', () => {
  it.each<[Partial<Authorise>, string | undefined]>([
    [{}, undefined],
    [{ country: 'DE' }, undefined],
    [{ country: 'US' }, 'paypal takes payers of DE and not of US'],
    [{ capture: 'automatic' }, 'paypal captures manual and not automatic'],
    [{ instrument: { method: 'crypto' } }, 'paypal takes paypal and not crypto'],
  ])('of an authorisation %j', (over, fault) => expect(authoriseFault(route, { ...authorise, ...over })).toBe(fault));

  it('is no currency that nobody has', () => {
    expect(authoriseFault({ ...route, currencies: 'all' }, { ...authorise, amount: { amount: 1, currency: 'ZZZ' } })).toBe('ZZZ is not an ISO 4217 currency code');
    expect(modifyFault('capture', route, { ...modify, amount: { amount: 1, currency: 'ZZZ' }, authorised: { amount: 1, currency: 'ZZZ' } })).toBe('ZZZ is not an ISO 4217 currency code');
  });

  it('is a matter of the channel too', () => expect(authoriseFault(inStore, { ...authorise, instrument: { method: 'terminal', terminal: 'V400m-1', till: 't' } })).toBe(`${inStore.name} serves store and not web`));

  it.each([
    ['capture', { final: false }, 'paypal captures once: the rest is given back'],
    ['capture', { final: true }, undefined],
    ['capture', { amount: { amount: 400, currency: 'USD' } }, 'capture of USD of what was authorised in EUR'],
    // It may be the whole of a partial capture.
    ['refund', {}, undefined],
    ['void', {}, undefined],
  ] as const)('of a %s %j', (what, over, fault) => expect(modifyFault(what, route, { ...modify, ...over })).toBe(fault));

  it('is the whole alone where it captures once and whole', () => {
    const once: Route = { ...route, captures: 'one-full' };
    expect(modifyFault('capture', once, modify)).toBe('paypal captures what was authorised and no part of it');
    expect(modifyFault('refund', once, modify)).toBe('paypal refunds the whole and no part of it');
    expect(modifyFault('refund', once, { ...modify, amount: modify.authorised })).toBeUndefined();
  });
});

describe('addresses', () => {
  it('are those of the outside hosts that are declared', () => {
    const address = addressesOf(paypal, { PAYPAL_URL: 'http://127.0.0.1:1' });
    expect(address('paypal')).toBe('http://127.0.0.1:1');
    expect(() => address('stripe')).toThrow('paypal reaches no stripe: it reaches paypal');
    expect(() => addressesOf(paypal, {})).toThrow('PAYPAL_URL is not set');
  });
});

describe('sending by HTTP', () => {
  it('tells a reply, a refused connection and a missing answer apart', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/slow') return;
      if (request.url === '/half') { response.writeHead(200, { 'content-length': 100 }); response.write('{"a":', () => response.destroy()); return; }
      response.writeHead(request.url === '/no' ? 422 : 200).end(request.url === '/text' ? 'hello' : JSON.stringify({ key: request.headers['x-key'] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const send = httpSender({ address, headers: () => ({ 'x-key': 'a' }), timeout: 200 });
    expect(await send({ method: 'GET', path: '/' })).toMatchObject({ kind: 'answered', status: 200, body: { key: 'a' } });
    expect(await send({ method: 'POST', path: '/no', body: {} })).toMatchObject({ kind: 'answered', status: 422 });
    expect(await send({ method: 'GET', path: '/text' })).toMatchObject({ body: 'hello' });
    // Another host's name in a path stays a path.
    expect(await send({ method: 'GET', path: '//elsewhere.example/' })).toMatchObject({ kind: 'answered', status: 200 });
    expect((await send({ method: 'GET', path: '/slow' })).kind).toBe('no-answer');
    expect((await send({ method: 'GET', path: '/half' })).kind).toBe('no-answer');
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    expect((await httpSender({ address: await nowhere() })({ method: 'GET', path: '/' })).kind).toBe('not-sent');
  });
});
