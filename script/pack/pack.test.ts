import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noticesOf } from './notices.ts';

const root = resolve(import.meta.dirname, '..', '..');
let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'guichet-pack-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function pack(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'script/pack-policies.ts'), ...args], { cwd: folder, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const privileged = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', namespace: 'shop' }, spec: { containers: [{ name: 'app', image: 'app', securityContext: { privileged: true } }] } };

describe('pack:policies', () => {
  it('makes a package that needs no other and judges', () => {
    const to = join(folder, 'packed');
    expect(pack('--name', '@platform/guichet-policies', '--version', '1.4.0-rc.1', '--to', to)).toEqual({ status: 0, said: expect.stringContaining(to) });
    expect(JSON.parse(readFileSync(join(to, 'package.json'), 'utf8'))).toMatchObject({ name: '@platform/guichet-policies', version: '1.4.0-rc.1', license: 'Apache-2.0', bin: { 'guichet-policies': 'guichet-policies.mjs' } });
    expect(JSON.parse(readFileSync(join(to, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
    writeFileSync(join(folder, 'pod.json'), JSON.stringify(privileged));
    const { status, stdout } = spawnSync(process.execPath, [join(to, 'guichet-policies.mjs'), 'check', 'pod.json'], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toContain('pod-security/privileged');
    expect(pack('--to', to).status).toBe(0);
  });

  it('tells every fault, and leaves alone what is not its own', () => {
    const other = mkdtempSync(join(folder, 'other-'));
    // As the folder of scripts holds one of that name.
    writeFileSync(join(other, 'guichet-policies.mjs'), '');
    writeFileSync(join(other, 'kept'), '');
    const { status, said } = pack('--name', 'Guichet Policies', '--version', 'v1', '--to', other);
    expect(status).toBe(1);
    expect(said.trim().split('\n')).toEqual([expect.stringContaining('--name Guichet Policies'), expect.stringContaining('--version v1'), expect.stringContaining(`${other} holds something else`)]);
    expect(readdirSync(other)).toEqual(['guichet-policies.mjs', 'kept']);
    expect(pack('--nmae', 'x')).toEqual({ status: 1, said: expect.stringContaining('--nmae') });
  });
});

describe('the notices', () => {
  it('hold the licence of a library, and who owns a file that says so', () => {
    const text = noticesOf(['node_modules/js-yaml/dist/js-yaml.mjs', 'node_modules/@bufbuild/protobuf/dist/esm/wire/varint.js']);
    expect(text).toMatch(/js-yaml \d+\.\d+\.\d+: MIT/);
    expect(text).toContain('Permission is hereby granted');
    expect(text).toContain('Copyright 2008 Google Inc.');
  });

  it('refuse every library that may not simply be passed on', () => {
    expect(() => noticesOf(['node_modules/caniuse-lite/dist/unpacker/index.js', 'node_modules/js-yaml/dist/js-yaml.mjs'])).toThrow(/^caniuse-lite is under CC-BY-4\.0/);
  });
});
