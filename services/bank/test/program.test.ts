import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { createClient } from '../../kit/client.ts';
import { conformanceFaults } from '../../kit/conformance.ts';
import { createAdmin } from '../../kit/program.ts';
import { createProvider, providerApi, providerHandlers } from '../../kit/provider/server.ts';
import type { RunningProgram } from '../../kit/testing/process.ts';
import { startProvider } from '../../kit/testing/provider.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playXs2a } from '../../sandbox/xs2a/play.ts';
import { bank } from '../service.ts';
import { authorising, connectorsTo } from './support.ts';

let sandbox: Sandbox;
let program: RunningProgram;
const play = playXs2a();
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [play] });
  program = await startProvider({ service: 'bank', secrets: play.secrets, env: { XS2A_URL: sandbox.addresses['xs2a'] ?? '' } });
}, 30_000);
afterAll(async () => {
  await program.stop();
  await sandbox.close();
});

describe('the whole program', () => {
  const client = () => createClient(providerApi(bank), { baseUrl: program.url });

  it('initiates a payment, by its own process, with its own seal', async () => {
    const { body } = await client().authorise({ headers: { 'idempotency-key': randomUUID() }, body: authorising({ begunAt: new Date().toISOString() }) });
    expect(body).toMatchObject({ state: 'requires-action', action: { kind: 'redirect', address: expect.stringContaining('/sca/') } });
  });

  it('finds a payment whose answer was lost and that nobody had to approve', async () => {
    const request = authorising({ begunAt: new Date().toISOString(), instrument: { method: 'bank-transfer', iban: 'DE02100500000054540402' } });
    sandbox.faults.set([{ fault: 'answer-lost', provider: 'xs2a', of: 'POST /v1/payments/', times: 1 }]);
    expect((await client().authorise({ headers: { 'idempotency-key': 'k' }, body: request })).body.state).toBe('unknown');
    await sandbox.clock.advance(10_000);
    expect((await client().lookUp({ body: { what: 'authorise', key: 'k', request } })).body).toMatchObject({ authorisation: { state: 'captured', amount: request.amount } });
  });

  it('does not start without its address or with a key that seals nothing', async () => {
    await expect(startProvider({ service: 'bank', secrets: play.secrets, env: {} })).rejects.toThrow('XS2A_URL is not set');
    await expect(startProvider({ service: 'bank', secrets: { xs2a: { ...play.secrets['xs2a'], 'seal.pem': 'x' } }, env: { XS2A_URL: 'http://127.0.0.1:4' } })).rejects.toThrow('seal.pem must hold a PRIVATE KEY (PKCS #8) and its CERTIFICATE');
  }, 30_000);
});

it('serves what is declared, and no more', async () => {
  const props = { service: bank, connectors: connectorsTo(sandbox, sandbox.addresses['xs2a'] ?? ''), now: () => new Date() };
  const metrics = new Registry();
  expect(await conformanceFaults({ service: bank, api: providerApi(bank), handlers: providerHandlers(props), app: createProvider(props), admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics })).toEqual([]);
});
