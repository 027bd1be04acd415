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
import { playTerminal } from '../../sandbox/terminal/play.ts';
import { terminal } from '../service.ts';
import { authorising, connectorTo, poi } from './support.ts';

let sandbox: Sandbox;
let program: RunningProgram;
const play = playTerminal();
beforeAll(async () => {
  sandbox = await openSandbox({ plays: [play] });
  program = await startProvider({ service: 'terminal', secrets: play.secrets, env: { ADYEN_TERMINAL_URL: sandbox.addresses['adyen-terminal'] ?? '' } });
}, 30_000);
afterAll(async () => {
  await program.stop();
  await sandbox.close();
});

describe('the whole program', () => {
  const client = () => createClient(providerApi(terminal), { baseUrl: program.url });

  it('takes a payment at a terminal, by its own process, sealed from end to end', async () => {
    sandbox.part('adyen-terminal').acts['attend']?.({ terminal: poi, customer: 'waits' });
    const request = authorising({ begunAt: new Date().toISOString() });
    expect((await client().authorise({ headers: { 'idempotency-key': randomUUID() }, body: request })).body).toMatchObject({ state: 'pending', action: { kind: 'wait' } });
    sandbox.part('adyen-terminal').acts['pay']?.({ terminal: poi });
    expect((await client().lookUp({ body: { what: 'authorise', key: 'k', request } })).body).toMatchObject({ authorisation: { state: 'captured', amount: request.amount } });
  });

  it('does not start without its address or with a key that is none', async () => {
    await expect(startProvider({ service: 'terminal', secrets: play.secrets, env: {} })).rejects.toThrow('ADYEN_TERMINAL_URL is not set');
    await expect(startProvider({ service: 'terminal', secrets: { terminal: { ...play.secrets['terminal'], 'nexo-key.json': '{}' } }, env: { ADYEN_TERMINAL_URL: 'http://127.0.0.1:4' } })).rejects.toThrow('nexo-key.json: ');
  }, 30_000);
});

it('serves what is declared, and no more', async () => {
  const props = { service: terminal, connectors: { 'adyen-terminal': connectorTo(sandbox, sandbox.addresses['adyen-terminal'] ?? '') }, now: () => new Date() };
  const metrics = new Registry();
  expect(await conformanceFaults({ service: terminal, api: providerApi(terminal), handlers: providerHandlers(props), app: createProvider(props), admin: createAdmin({ started: () => true, unready: async () => [] }, metrics), metrics })).toEqual([]);
});
