import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'guichet-chaos-test-'));
  // PostgreSQL becomes somebody else where it is started as root.
  chmodSync(base, 0o755);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function chaos(...args: string[]): Promise<{ readonly code: unknown; readonly said: string }> {
  const child = spawn(process.execPath, [join(root, 'script/chaos.ts'), ...args], { cwd: base, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], TMPDIR: base } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, said: said.join('') };
}

describe('a run of chaos', () => {
  it('ends with provider, payments and ledger in agreement, and leaves nothing behind', async () => {
    const { code, said } = await chaos('--payments', '60', '--seed', '1');
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('provider, payments and ledger say the same, payment by payment') });
    // That something was done, and something went wrong.
    expect(said).toMatch(/programs killed [1-9]/);
    expect(said).toMatch(/database cut [1-9]\d* times \([1-9]/);
    expect(said).toMatch(/faults outside: .*answer-lost [1-9]/);
    expect(said).toMatch(/payments: .*captured \d+.*refunded \d+/);
    expect(readdirSync(base)).toEqual([]);
  }, 400_000);

  it('refuses a number of payments that is none', async () => {
    expect(await chaos('--payments', 'many')).toEqual({ code: 1, said: 'chaos: --payments is many: give a whole number from 1 on\n' });
  });
});
