import { describe, expect, it } from '@jest/globals';
import { services } from '../services/registry.ts';
import { local } from '../environments/local.ts';
import { prod } from '../environments/prod.ts';
import { renderLocal } from './local.ts';
import { mountsOf } from './mounts.ts';
import { plan } from './plan.ts';
import { settingsOf } from './settings.ts';
import type { Machine } from './settings/machine.ts';

const planned = plan(services, local);
const outside = Object.fromEntries(planned.services.flatMap((service) => service.outside.map(({ name }, i) => [name, `http://127.0.0.1:${9600 + i}`])));
const machine: Machine = {
  host: '127.0.0.1',
  folder: '/data',
  ports: Object.fromEntries(planned.services.map(({ name, port }) => [name, { port, adminPort: port + 1000 }])),
  postgres: { port: 5433 },
  events: 'events',
  collector: 'http://127.0.0.1:4318',
  identity: { issuer: 'http://127.0.0.1:9400', jwksUri: 'http://127.0.0.1:9400/jwks' },
  outside,
};
const processes = renderLocal(planned, machine);

/** What a cluster tells a program and one machine does not. Short, each with its reason. */
const clusterOnly: Readonly<Record<string, string>> = { DATABASE_CA_FILE: 'a database on the loopback interface is spoken to without TLS' };

/** What the mesh does for a program in a cluster, or the image. */
const machineOnly = ['HOST', 'WORKLOAD_IDENTITY', 'DRAIN_MS'];

describe('the local environment', () => {
  it('is every service of the plan, callees first', () => {
    expect(processes.map(({ name }) => name).sort()).toEqual(services.map(({ name }) => name).sort());
    const place = (name: string): number => processes.findIndex((one) => one.name === name);
    expect(processes.flatMap(({ name, calls }) => calls.filter((callee) => place(callee) > place(name)))).toEqual([]);
  });

  it.each(plan(services, prod).services.map((service) => [service.name, service] as const))('tells %s by the same variables as a cluster', (name, inProd) => {
    const there = Object.keys(settingsOf(inProd)).filter((variable) => clusterOnly[variable] === undefined);
    const here = Object.keys(processes.find((one) => one.name === name)?.variables ?? {}).filter((variable) => !machineOnly.includes(variable));
    expect(here.sort()).toEqual(there.sort());
  });

  it('gives every program the secret files that its pods mount', () => {
    for (const service of planned.services) {
      const mounted = mountsOf(service).filter(({ path }) => path.startsWith('/etc/guichet/secrets/')).map(({ path, keys }) => [path.replace('/etc/guichet', `/data/mounts/${service.name}`), keys]);
      expect(processes.find(({ name }) => name === service.name)?.secrets.map(({ folder, keys }) => [folder, keys])).toEqual(mounted);
    }
  });

  it('leads every arrow to a process, and every outside host to who plays it', () => {
    const cards = processes.find(({ name }) => name === 'cards');
    expect(cards?.variables).toMatchObject({ VAULT_URL: 'http://127.0.0.1:8121', STRIPE_URL: outside['stripe'], SECRETS_DIRECTORY: '/data/mounts/cards/secrets', WORKLOAD_IDENTITY: 'spiffe://cluster.local/ns/guichet-cardholder/sa/cards' });
    const ledger = processes.find(({ name }) => name === 'ledger');
    expect(ledger?.variables).toMatchObject({ DATABASE_PORT: '5433', DATABASE_NAME: 'ledger', KAFKA_BROKERS: 'postgresql://127.0.0.1:5433/events', IDENTITY_AUDIENCE: local.identity.audience });
    expect(ledger?.database).toEqual({ name: 'ledger', credentials: ledger?.variables['DATABASE_CREDENTIALS_DIRECTORY'] });
  });

  it('names what has no place on this machine', () => {
    expect(() => renderLocal(planned, { ...machine, outside: {} })).toThrow('has no place on this machine');
  });
});
