import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noObjective, replicas, secret, service } from '../../constructs/declaration/index.ts';
import { openSecrets, SecretError, type Secrets } from './secrets.ts';

const safe = service({
  name: 'safe',
  purpose: 'a service for these tests',
  owner: { name: 'tests', group: 'tests', alerts: 'tests' },
  zone: 'core',
  scope: 'out-of-scope',
  port: 8198,
  serves: {},
  secrets: [secret('pair', { purpose: 'tests', keys: ['a', 'b'], onChange: 'reload' }), secret('pepper', { purpose: 'tests', keys: ['key'], onChange: 'restart' })],
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(1, 2), promotions: false },
  objective: noObjective('it exists in tests alone'),
});

let directory: string;
let secrets: Secrets;
let said: string[];
let stops: string[];

const write = (name: string, files: Readonly<Record<string, string>>) => Promise.all(Object.entries(files).map(([key, text]) => writeFile(join(directory, name, key), text)));

/** As the kubelet does it: a new folder, and one rename of the link. */
async function swap(name: string, generation: string, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(directory, name);
  await mkdir(join(folder, generation));
  await write(join(name, generation), files);
  await symlink(generation, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 10))) if (Date.now() > end) throw new Error('it never came to be');
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guichet-secrets-'));
  [said, stops] = [[], []];
  await Promise.all([mkdir(join(directory, 'pair')), mkdir(join(directory, 'pepper'))]);
  const note = (about: unknown, message?: string): void => void said.push(`${JSON.stringify(about)} ${message ?? ''}`);
  secrets = openSecrets({ service: safe, directory, restartOn: 'pepper', stop: (reason) => void stops.push(reason), log: { info: note, error: note }, every: 20 });
});

afterEach(async () => {
  await secrets.close();
  await rm(directory, { recursive: true });
});

const joined = (files: Readonly<Record<string, string>>): string => `${files['a']}-${files['b']}`;

describe('secrets', () => {
  it('are read again when they change', async () => {
    await write('pair', { a: '1', b: '2' });
    const pair = await secrets.load('pair', joined);
    expect(pair.now()).toBe('1-2');
    await write('pair', { b: '3' });
    await until(() => pair.now() === '1-3');
  });

  it('are always of one generation, however often the link is swapped', async () => {
    await swap('pair', '..0', { a: '0', b: '0' });
    const values = new Set<string>();
    const pair = await secrets.load('pair', (files) => {
      values.add(joined(files));
      return joined(files);
    });
    for (let i = 1; i <= 30; i += 1) {
      await swap('pair', `..${i}`, { a: String(i), b: String(i) });
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    await until(() => pair.now() === '30-30');
    expect(values.size).toBeGreaterThan(1);
    expect([...values].filter((value) => new Set(value.split('-')).size > 1)).toEqual([]);
  });

  it('stay as they were where the new ones are of no use, which is said without what they hold', async () => {
    await write('pair', { a: '1', b: '2' });
    const pair = await secrets.load('pair', (files) => {
      if (files['a'] === 'hush') throw new Error('a is not right');
      return joined(files);
    });
    await write('pair', { a: 'hush' });
    await until(() => said.some((line) => line.includes('a is not right')));
    await rm(join(directory, 'pair', 'b'));
    await until(() => said.some((line) => line.includes('no readable file b')));
    expect([pair.now(), said.join().includes('hush')]).toEqual(['1-2', false]);
    await write('pair', { a: '7', b: '8' });
    await until(() => pair.now() === '7-8');
  });

  it('end the program where the platform wants it anew, and are not read again', async () => {
    await write('pepper', { key: 'old' });
    const pepper = await secrets.load('pepper', (files) => files['key']);
    await write('pepper', { key: 'new' });
    await until(() => stops.length > 0);
    await write('pepper', { key: 'newer' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([stops, pepper.now()]).toEqual([['the secret pepper has changed'], 'old']);
  });

  it('must be declared and there', async () => {
    await expect(secrets.load('salt', joined)).rejects.toThrow(new SecretError('safe declares no secret salt: it declares pair, pepper'));
    await expect(secrets.load('pair', joined)).rejects.toThrow(/the secret pair has no readable file a, b in /);
  });
});
