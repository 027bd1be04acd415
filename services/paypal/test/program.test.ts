import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createClient } from '../../kit/client.ts';
import { providerApi } from '../../kit/provider/server.ts';
import type { RunningProgram } from '../../kit/testing/process.ts';
import { startProvider } from '../../kit/testing/provider.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playPaypal } from '../../sandbox/paypal/play.ts';
import { paypal } from '../service.ts';

let sandbox: Sandbox;
let program: RunningProgram;
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [playPaypal()] });
  program = await startProvider({ service: 'paypal', secrets: playPaypal().secrets, env: { PAYPAL_URL: sandbox.addresses['paypal'] ?? '' } });
}, 30_000);
afterAll(async () => {
  await program.stop();
  await sandbox.close();
});

describe('the whole program', () => {
  it('asks PayPal for an order, by its own process', async () => {
    const attempt = randomUUID();
    const { body } = await createClient(providerApi(paypal), { baseUrl: program.url }).authorise({
      headers: { 'idempotency-key': `${attempt}-a` },
      body: { route: 'paypal', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture: 'manual', channel: 'web', instrument: { method: 'paypal' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back', begunAt: new Date().toISOString() },
    });
    expect(body).toMatchObject({ state: 'requires-action', amount: { amount: 1099, currency: 'EUR' }, action: { kind: 'redirect', address: expect.stringContaining('/checkoutnow?token=') } });
  });

  it('refuses a capture without an Idempotency-Key', async () => {
    const answer = await fetch(`${program.url}/authorisations/x/captures`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ route: 'paypal', payment: 'p-1', attempt: randomUUID(), operation: randomUUID(), amount: { amount: 1, currency: 'EUR' }, authorised: { amount: 1, currency: 'EUR' }, begunAt: new Date().toISOString() }) });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ type: 'https://guichet.example/problems/idempotency-key-missing' })]);
  });
});
