import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { providers } from '../../providers.ts';
import { services } from '../../registry.ts';
import { plays } from '../plays.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

describe('the sandbox', () => {
  it('is started and asked by itself, and ends when it is told', async () => {
    const child = spawn(process.execPath, ['services/sandbox/src/server.ts'], { cwd: root, env: { PATH: process.env['PATH'], SEED: '3' }, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const { control, addresses } = JSON.parse(line) as { readonly control: string; readonly addresses: Readonly<Record<string, string>> };
      expect(Object.keys(addresses)).toEqual(plays.map(({ name }) => name));
      for (const address of Object.values(addresses)) expect(new URL(address).hostname).toBe('127.0.0.1');
      expect(await (await fetch(`${control}/happened`)).json()).toEqual([]);
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    }
  }, 30_000);

  it('is in no registry', () => expect(services.map(({ name }) => name)).not.toContain('sandbox'));

  it('gives every secret that a provider declares of those whom it plays', () => {
    const declared = Object.values(providers).flatMap((service) => service.secrets.map((secret) => [secret.name, [...secret.keys].sort()] as const));
    for (const { name, secrets } of plays) for (const [secret, files] of Object.entries(secrets)) expect([name, declared.find(([one]) => one === secret)?.[1]]).toEqual([name, Object.keys(files).sort()]);
  });
});
