/** One payment, asked through the provider's whole program. Every answer is held to the contract. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { MoneyJson } from '../../money.ts';
import { Authorisation, Found, Modification, Notices, type Authorise, type Modify } from '../contract.ts';
import { createProvider } from '../server.ts';
import type { Fixture, OutsideEffect, OutsideFault } from './fixture.ts';

const shapes = { authorisation: Compile(Authorisation), modification: Compile(Modification), found: Compile(Found), notices: Compile(Notices) } as const;

export interface Scene {
  readonly fixture: Fixture;
  readonly app: FastifyInstance;
  readonly ask: Authorise;
  readonly key: string;
}

/** The program anew, with the outside elsewhere where an address is given. */
export function sceneOf(fixture: Fixture, { over = {}, address }: { readonly over?: Partial<Authorise>; readonly address?: string } = {}): Scene {
  const { service, route, connect, world, outside } = fixture;
  const attempt = randomUUID();
  const app = createProvider({ service, connectors: connect(address ?? world.addresses[outside] ?? ''), now: world.clock.now });
  const manual = service.capabilities.routes.find(({ name }) => name === route)?.capture.includes('manual') === true;
  const ask: Authorise = {
    route, payment: `p-${attempt.slice(0, 8)}`, attempt, amount: { amount: 1099, currency: 'EUR' }, capture: manual ? 'manual' : 'automatic', channel: 'web', country: 'DE',
    authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/return', begunAt: world.clock.now().toISOString(), ...fixture.ask, ...over,
  };
  return { fixture, app, ask, key: `${attempt}-a` };
}

/** Where nobody listens any more. */
export async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

async function post<S extends TSchema>({ app }: Scene, url: string, payload: object, shape: ReturnType<typeof Compile<S>>, key?: string) {
  const answer = await app.inject({ method: 'POST', url, payload, headers: key === undefined ? {} : { 'idempotency-key': key } });
  assert.equal(answer.statusCode, 200, `${url} answered ${answer.statusCode}: ${answer.body}`);
  const body: unknown = answer.json();
  if (!shape.Check(body)) assert.fail(`${url} answered ${answer.body}, which is not what the contract says: ${JSON.stringify(shape.Errors(body))}`);
  return body;
}

export const authorise = (scene: Scene, ask: Authorise = scene.ask, key = scene.key): Promise<Authorisation> => post(scene, '/authorisations', ask, shapes.authorisation, key);

export async function lookUpAuthorisation(scene: Scene, reference?: string, request: Authorise = scene.ask, key = scene.key): Promise<Authorisation> {
  const found = await post(scene, '/lookups', { what: 'authorise', key, request, ...(reference !== undefined && { reference }) }, shapes.found);
  assert.ok('authorisation' in found);
  return found.authorisation;
}

const paths = { capture: (of: string) => `/authorisations/${encodeURIComponent(of)}/captures`, void: (of: string) => `/authorisations/${encodeURIComponent(of)}/voids`, refund: (of: string) => `/captures/${encodeURIComponent(of)}/refunds` } as const;
export type Modifying = keyof typeof paths;

export interface Step {
  readonly what: Modifying;
  readonly of: string;
  readonly body: Modify;
  readonly key: string;
}

export function stepOf({ ask, fixture }: Scene, what: Modifying, of: string, amount: number = ask.amount.amount, over: Partial<Modify> = {}): Step {
  const operation = randomUUID();
  const body: Modify = { route: ask.route, payment: ask.payment, attempt: ask.attempt, operation, amount: { amount, currency: ask.amount.currency }, authorised: ask.amount, instrument: ask.instrument, begunAt: fixture.world.clock.now().toISOString(), ...over };
  return { what, of, body, key: `${operation}-${what}` };
}

export const modify = (scene: Scene, { what, of, body, key }: Step): Promise<Modification> => post(scene, paths[what](of), body, shapes.modification, key);

export async function lookUpModification(scene: Scene, { what, of, body, key }: Step): Promise<Modification> {
  const found = await post(scene, '/lookups', { what, key, request: body, of }, shapes.found);
  assert.ok('modification' in found);
  return found.modification;
}

export const readWebhook = (scene: Scene, { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string }): Promise<Notices> =>
  post(scene, '/webhooks', { route: scene.ask.route, headers, body: Buffer.from(body).toString('base64') }, shapes.notices);

export const statusOfWebhook = async ({ app, ask }: Scene, { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string }): Promise<number> =>
  (await app.inject({ method: 'POST', url: '/webhooks', payload: { route: ask.route, headers, body: Buffer.from(body).toString('base64') } })).statusCode;

const unfinished = new Set<Authorisation['state']>(['requires-action', 'pending', 'unknown', 'not-found']);

/** As `payments` drives it: the payer is sent, what is unknown is looked up, what was never heard of is sent again with its key. Tells every state on the way. */
export async function drive(scene: Scene, pays = scene.fixture.pays): Promise<{ readonly last: Authorisation; readonly states: readonly Authorisation['state'][] }> {
  let ask = scene.ask;
  let key = scene.key;
  let reference: string | undefined;
  let now = await authorise(scene);
  const states = [now.state];
  for (let step = 1; unfinished.has(now.state); step += 1) {
    assert.ok(step < 9, `still ${now.state} after ${states.join(', ')}`);
    reference = now.reference ?? reference;
    const returned: Readonly<Record<string, string>> | undefined = now.state === 'requires-action' ? await pays?.(now) : undefined;
    if (returned && reference !== undefined) {
      ask = { ...scene.ask, continues: { reference, returned } };
      key = `${scene.key}-${step}`;
    }
    now = returned || now.state === 'not-found' ? await authorise(scene, ask, key) : await lookUpAuthorisation(scene, reference, ask, key);
    states.push(now.state);
  }
  return { last: now, states };
}

/** A good one, to its end. */
export async function good(scene: Scene): Promise<Authorisation & { readonly reference: string }> {
  const { last, states } = await drive(scene);
  assert.equal(last.state, scene.ask.capture === 'manual' ? 'authorised' : 'captured', `it went ${states.join(', ')}: ${last.detail ?? ''}`);
  assert.deepEqual(last.amount, scene.ask.amount);
  assert.ok(last.reference !== undefined, 'it has no reference');
  return { ...last, reference: last.reference };
}

/** What the provider did of this payment, and counts. */
export const effects = ({ fixture, ask }: Scene, what: OutsideEffect['what'], of: readonly string[] = [ask.attempt]): OutsideEffect[] =>
  fixture.world.happened().filter((one) => one.what === what && one.effective && (of.includes(one.ours) || (one.of !== undefined && of.includes(one.of))));

export const moneyOf = ({ amount, currency }: OutsideEffect): MoneyJson => ({ amount: Number(amount), currency });

/** Goes wrong once, or as often as the SDK sends by itself. */
export function goesWrong({ fixture: { world, outside, sends = 1 } }: Scene, fault: OutsideFault, of?: string): void {
  world.faults.set([{ fault, provider: outside, ...(of !== undefined && { of }), times: sends }]);
}
