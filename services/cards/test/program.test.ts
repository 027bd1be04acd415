import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../kit/client.ts';
import { providerApi } from '../../kit/provider/server.ts';
import { failedStart, type RunningProgram } from '../../kit/testing/process.ts';
import { startProvider } from '../../kit/testing/provider.ts';
import type { Sandbox } from '../../sandbox/frame/sandbox.ts';
import { adyenCheckout } from '../../sandbox/adyen/play.ts';
import { stripe } from '../../sandbox/stripe/play.ts';
import { cards } from '../service.ts';
import { asking, openWorld } from './support.ts';

/** A vault that tells one card, to nobody but `cards`. */
const callers: string[] = [];
const vaultServer: Server = createServer((request, response) => {
  callers.push(String(request.headers['x-forwarded-client-cert']));
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ number: '4111111111111111', brand: 'visa', expiry: { month: 3, year: 2030 } })));
});

let world: Sandbox;
let program: RunningProgram;

beforeAll(async () => {
  world = await openWorld();
  vaultServer.listen(0, '127.0.0.1');
  await once(vaultServer, 'listening');
  program = await startProvider({
    service: 'cards',
    secrets: { ...stripe.secrets, ...adyenCheckout.secrets },
    env: { STRIPE_URL: world.addresses['stripe'] ?? '', ADYEN_CHECKOUT_URL: world.addresses['adyen-checkout'] ?? '', VAULT_URL: `http://127.0.0.1:${(vaultServer.address() as AddressInfo).port}`, WORKLOAD_IDENTITY: 'spiffe://cluster.local/ns/guichet-cardholder/sa/cards' },
  });
}, 30_000);

afterAll(async () => {
  await program?.stop();
  vaultServer.closeAllConnections();
  vaultServer.close();
  await world.close();
});

describe('the whole program', () => {
  it.each(['stripe', 'adyen'])('authorises at %s, by its own process', async (route) => {
    const attempt = randomUUID();
    const { body } = await createClient(providerApi(cards), { baseUrl: program.url }).authorise({ headers: { 'idempotency-key': `${attempt}-a` }, body: asking({ route, attempt, instrument: { method: 'card', token: `tok-${'b'.repeat(32)}`, merchant: 'shop' } }) });
    expect(body).toMatchObject({ state: 'authorised', amount: { amount: 1099, currency: 'EUR' }, liability: 'merchant' });
    expect(world.happened().filter((one) => one.ours === attempt)).toHaveLength(1);
    expect(callers.at(-1)).toBe('URI=spiffe://cluster.local/ns/guichet-cardholder/sa/cards');
  });

  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('cards', { SERVICE_NAME: 'cards', ENVIRONMENT: 'test', PORT: '1', ADMIN_PORT: '2', SECRETS_DIRECTORY: '/nowhere' });
    expect(code).not.toBe(0);
    expect(said).toMatch('VAULT_URL is not set');
  });
});
