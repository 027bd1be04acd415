/** Boots every program of the registry as its own process, with the variables and files of the plan, and holds each to its declaration from outside. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { journeyMetric, ownPrefix, type Service } from '../constructs/declaration/index.ts';
import { openCounter, type Counter } from '../script/demo/counter.ts';
import { services } from '../services/registry.ts';

const root = resolve(import.meta.dirname, '..');
const written = services.filter(({ name }) => existsSync(join(root, 'services', name, 'src/server.ts')));

let folder: string;
let counter: Counter;
const said: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-conformance-'));
  chmodSync(folder, 0o711);
  counter = await openCounter({ folder, ports: 'free', say: (line) => said.push(line) });
}, 120_000);

afterAll(async () => {
  await counter?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const running = (name: string) => {
  const found = counter.services[name];
  if (!found) throw new Error(`${name} does not run: ${counter.leftOut[name] ?? 'nobody started it'}`);
  return found;
};

/** In the kit's own words (services/kit/server.ts), for a path that nobody serves; 405 is for another method of one. */
const unserved = 'this path is not served here by';

async function serves(url: string, method: string, path: string): Promise<boolean> {
  const answer = await fetch(new URL(path.replaceAll(/\{[^}]+\}/g, 'nobody'), url), { method, ...(method !== 'GET' && method !== 'DELETE' && { headers: { 'content-type': 'application/json' }, body: '{}' }) });
  return answer.status !== 405 && !(await answer.text()).includes(unserved);
}

const metricsOf = async (admin: string): Promise<readonly string[]> => (await (await fetch(`${admin}/metrics`)).text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

function wantedJourneys({ objective }: Service): string[] {
  const journeys = 'journeys' in objective ? (objective.journeys ?? []) : [];
  return journeys.flatMap(({ name, channels }) => channels.flatMap((channel) => journeyMetric.outcomes.map((outcome) => `${journeyMetric.name}{journey="${name}",channel="${channel}",outcome="${outcome}"}`))).sort();
}

describe('every program', () => {
  it('of the registry is written, and runs with what the plan gives it', () => {
    expect(services.filter((one) => !written.includes(one)).map(({ name }) => `${name} is declared and has no program: services/${name}/src/server.ts`)).toEqual([]);
    expect(counter.leftOut).toEqual({});
    expect(said).toEqual([]);
  });

  it.each(written.map((service) => [service.name, service] as const))('%s serves what it declares, and nothing beside it', async (name, { serves: operations }) => {
    const { url } = running(name);
    for (const { method, path } of Object.values(operations)) expect([`${method} ${path}`, await serves(url, method, path)]).toEqual([`${method} ${path}`, true]);
    for (const [method, path] of [['GET', '/'], ['POST', '/'], ['GET', '/metrics'], ['GET', '/healthz/ready'], ['GET', '/nobody/declared/this']] as const) expect([`${method} ${path}`, await serves(url, method, path)]).toEqual([`${method} ${path}`, false]);
    const declared = new Set(Object.values(operations).map(({ method, path }) => `${method} ${path}`));
    for (const { path } of Object.values(operations)) for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const other = Object.values(operations).some((one) => one.method === method && matches(one.path, path));
      if (!declared.has(`${method} ${path}`) && !other) expect([`${method} ${path}`, await serves(url, method, path)]).toEqual([`${method} ${path}`, false]);
    }
  });

  it.each(written.map((service) => [service.name, service] as const))('%s answers its probes, and counts under names that monitoring keeps', async (name, service) => {
    const { admin } = running(name);
    for (const path of ['/healthz/startup', '/healthz/live', '/healthz/ready']) expect([path, (await fetch(`${admin}${path}`)).status]).toEqual([path, 200]);
    const lines = await metricsOf(admin);
    expect(lines.filter((line) => !line.startsWith(ownPrefix) && !/^(nodejs|process)_/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith(`${journeyMetric.name}{`)).map((line) => line.slice(0, line.lastIndexOf(' '))).sort()).toEqual(wantedJourneys(service));
  });

  it('reads the topics that it declares, in a group of its name', async () => {
    const consumer = written.find(({ consumes }) => consumes.length > 0)?.name ?? '';
    const account = (key: string): string => readFileSync(join(running(consumer).variables['KAFKA_CREDENTIALS_DIRECTORY'] ?? '', key), 'utf8');
    const client = new pg.Client({ host: '127.0.0.1', port: counter.postgres.port, database: 'events', user: account('username'), password: account('password') });
    await client.connect();
    try {
      const { rows } = await client.query<{ consumer_group: string; topic: string }>('SELECT DISTINCT consumer_group, topic FROM offsets ORDER BY 1, 2');
      expect(rows.map(({ consumer_group, topic }) => `${consumer_group} ${topic}`)).toEqual(written.flatMap(({ name, consumes }) => consumes.map(({ topic }) => `${name} ${topic.name}`)).sort());
    } finally {
      await client.end();
    }
  });

  it('writes its lines as JSON, and none that is an error while nothing goes wrong', async () => {
    for (const { name } of written) {
      const lines = readFileSync(join(folder, 'logs', `${name}.log`), 'utf8').split('\n').filter((line) => line !== '');
      const levels = lines.map((line): unknown => (JSON.parse(line) as { level?: unknown }).level);
      expect([name, levels.filter((level) => level === 'error' || level === 'fatal')]).toEqual([name, []]);
    }
    expect(readdirSync(join(folder, 'logs')).length).toBeGreaterThan(written.length);
  });
});

/** Whether a path template would take another one's address. */
const matches = (template: string, path: string): boolean => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path.replaceAll(/\{[^}]+\}/g, 'nobody'));
