import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createClient } from '../../kit/client.ts';
import { providerApi } from '../../kit/provider/server.ts';
import type { RunningProgram } from '../../kit/testing/process.ts';
import { startProvider } from '../../kit/testing/provider.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playBtcpay } from '../../sandbox/btcpay/play.ts';
import { crypto } from '../service.ts';

let sandbox: Sandbox;
let program: RunningProgram;
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [playBtcpay()] });
  program = await startProvider({ service: 'crypto', secrets: playBtcpay().secrets, env: { BTCPAY_URL: sandbox.addresses['btcpay'] ?? '' } });
}, 30_000);
afterAll(async () => {
  await program.stop();
  await sandbox.close();
});

describe('the whole program', () => {
  it('asks BTCPay for an invoice, by its own process', async () => {
    const attempt = randomUUID();
    const { body } = await createClient(providerApi(crypto), { baseUrl: program.url }).authorise({
      headers: { 'idempotency-key': `${attempt}-a` },
      body: { route: 'btcpay', payment: 'p-1', attempt, amount: { amount: 1099, currency: 'EUR' }, capture: 'automatic', channel: 'web', instrument: { method: 'crypto' }, authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/back', begunAt: new Date().toISOString() },
    });
    expect(body).toMatchObject({ state: 'requires-action', amount: { amount: 1099, currency: 'EUR' }, action: { kind: 'show', text: expect.stringContaining('bitcoin:') } });
  });

  it('refuses a capture without an Idempotency-Key', async () => {
    const answer = await fetch(`${program.url}/authorisations/x/captures`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ route: 'btcpay', payment: 'p-1', attempt: randomUUID(), operation: randomUUID(), amount: { amount: 1, currency: 'EUR' }, authorised: { amount: 1, currency: 'EUR' }, begunAt: new Date().toISOString() }) });
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ type: 'https://guichet.example/problems/idempotency-key-missing' })]);
  });
});
