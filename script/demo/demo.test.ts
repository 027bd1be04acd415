import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../../services/kit/testing/process.ts';
import { note, takeOver } from './leftovers.ts';

const root = resolve(import.meta.dirname, '..', '..');

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'guichet-demo-test-'));
  // As a clone is: others may pass.
  chmodSync(base, 0o755);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

interface Demo {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown>;
}

function demo(folder: string, temporary: string): Demo {
  const child = spawn(process.execPath, [join(root, 'script/demo.ts'), '--free-ports'], { cwd: base, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], GUICHET_FOLDER: folder, TMPDIR: temporary } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return { child, said: () => said.join(''), ended: once(child, 'exit') };
}

/** By name, as they were noted when they were started. */
const pidsIn = (folder: string): Map<string, number> =>
  new Map(readFileSync(join(folder, 'processes'), 'utf8').split('\n').flatMap((line) => { const [, pid, name] = /^(\d+) .*?(?:services\/([a-z-]+)\/|script\/([a-z/]+)\.ts)/.exec(line) ?? []; return pid === undefined ? [] : [[name ?? line, Number(pid)] as const]; }));

describe('the demo', () => {
  it('opens the counter, starts anew what falls, and leaves nothing behind after Ctrl-C', async () => {
    const [folder, temporary] = [join(base, 'data'), join(base, 'temporary')];
    mkdirSync(temporary);
    const { child, said, ended } = demo(folder, temporary);
    try {
      await until(`the counter is open:\n${said()}`, async () => said().includes('Ctrl-C closes the counter') || child.exitCode !== null, 90_000);
      expect(said()).toContain('public doors');
      const { services, issuer } = JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8')) as { services: Record<string, string>; issuer: string };
      expect(Object.keys(services)).toEqual(expect.arrayContaining(['vault', 'card-entry', 'baskets', 'customers', 'insights', 'ledger']));
      expect((await fetch(`${issuer}/.well-known/openid-configuration`)).status).toBe(200);
      expect((await fetch(`${services['ledger'] ?? ''}/accounts`)).status).toBe(401);
      const open = globSync('{mounts/*/*/**,users.json}', { cwd: folder }).map((file) => join(folder, file)).filter((file) => statSync(file).isFile());
      expect(open.length).toBeGreaterThan(10);
      expect(open.filter((file) => (statSync(file).mode & 0o077) !== 0)).toEqual([]);

      const before = pidsIn(folder);
      const insights = before.get('insights');
      expect(insights).toBeDefined();
      process.kill(insights ?? 0, 'SIGKILL');
      await until('its fall is told', async () => said().includes('insights ended by itself (SIGKILL)'));
      await until('it runs again', async () => (await fetch(`${services['insights'] ?? ''}/promotions/proposals`)).status === 401);

      const pids = [...pidsIn(folder).values()];
      expect(pids.length).toBeGreaterThan(8);
      child.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
      expect(pids.filter(lives)).toEqual([]);
      expect(readdirSync(folder).filter((name) => !['logs', 'traces.jsonl'].includes(name))).toEqual([]);
      expect(readdirSync(base).sort()).toEqual(['data', 'temporary']);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      child.kill('SIGINT');
      await ended;
    }
  }, 180_000);

  it('refuses what it does not know', async () => {
    const child = spawn(process.execPath, [join(root, 'script/demo.ts'), '--scirpt'], { stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});

describe('a folder', () => {
  const sleeper = (): ChildProcess => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', String(Math.random())], { stdio: 'ignore' });

  it('is rid of what a killed start has left running, and of nothing else', async () => {
    const folder = mkdtempSync(join(base, 'killed-'));
    const [left, other] = [sleeper(), sleeper()];
    try {
      // A start that has ended, a program of its own, and a number that another program has by now.
      writeFileSync(join(folder, 'processes'), '4194304 node script/demo.ts\n');
      note(folder, left.pid ?? 0);
      writeFileSync(join(folder, 'processes'), `${readFileSync(join(folder, 'processes'), 'utf8')}${other.pid} node services/ledger/src/server.ts\n`);
      const gone = once(left, 'exit');
      expect(takeOver(folder)).toBe(1);
      expect(await gone).toEqual([null, 'SIGKILL']);
      expect(lives(other.pid ?? 0)).toBe(true);
    } finally {
      left.kill('SIGKILL');
      other.kill('SIGKILL');
    }
  });

  it('is used by one start at a time', () => {
    const folder = mkdtempSync(join(base, 'used-'));
    const owner = sleeper();
    try {
      note(folder, owner.pid ?? 0);
      expect(() => takeOver(folder)).toThrow(`is in use by the process ${owner.pid}`);
    } finally {
      owner.kill('SIGKILL');
    }
  });
});
