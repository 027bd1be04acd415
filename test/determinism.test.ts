import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prod } from '../environments/prod.ts';
import { services } from '../services/registry.ts';
import { textsFor } from './support/trees.ts';

const program = resolve(import.meta.dirname, 'support', 'synth.ts');
const folder = mkdtempSync(join(tmpdir(), 'guichet-determinism-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every file of a folder, with a digest of its bytes. */
function digests(outdir: string): Record<string, string> {
  const files = globSync('**/*.yaml', { cwd: outdir }).sort();
  return Object.fromEntries(files.map((file) => [file, createHash('sha256').update(readFileSync(join(outdir, file))).digest('hex')]));
}

function synth(name: string, cwd: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const outdir = join(folder, name);
  const { status, stderr } = spawnSync(process.execPath, [program, outdir], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return digests(outdir);
}

describe('the tree', () => {
  const expected = synth('first', resolve(import.meta.dirname, '..'), { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });

  it('has files for every environment', () => {
    expect(Object.keys(expected).filter((file) => /^[a-z]+\/kustomization\.yaml$/.test(file))).toHaveLength(3);
  });

  it.each([
    ['working directory', tmpdir(), { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }],
    ['time zone', tmpdir(), { TZ: 'Pacific/Auckland', LANG: 'C', LC_ALL: 'C' }],
    ['locale', tmpdir(), { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
  ])('is the same to the byte whatever the %s', (name, cwd, env) => {
    expect(synth(name.replace(' ', '-'), cwd, env)).toEqual(expected);
  });

  it('is the same to the byte whatever the order of the registry', () => {
    const inOrder = textsFor(prod);
    fc.assert(fc.property(fc.shuffledSubarray([...services], { minLength: services.length, maxLength: services.length }), (some) => expect(textsFor(prod, some)).toEqual(inOrder)), { numRuns: 3 });
  });
});
