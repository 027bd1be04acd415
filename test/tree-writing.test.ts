import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiObject, JsonPatch, type App } from 'cdk8s';
import { writeTree } from '../constructs/tree.ts';
import { dev } from '../environments/dev.ts';
import { services } from '../services/registry.ts';
import { synthesise, type SynthesiseProps } from '../stacks/synthesise.ts';
import { textsFor } from './support/trees.ts';

const root = resolve(import.meta.dirname, '..');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-tree-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, text: string): void => {
  mkdirSync(resolve(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

function synth(changed: Partial<SynthesiseProps>): { readonly code: number; readonly printed: string } {
  const printed: string[] = [];
  const code = synthesise({ environments: [dev], services, outdir: join(folder, 'dist'), print: (line) => printed.push(line), ...changed });
  return { code, printed: printed.join('\n') };
}

describe('a synth that succeeds', () => {
  it('removes what is no longer made', () => {
    put('dist/dev/services-gone/Rollout.gone.yaml', 'kind: Rollout');
    expect(synth({}).code).toBe(0);
    expect(existsSync(join(folder, 'dist/dev/services-gone'))).toBe(false);
    expect(existsSync(join(folder, 'dist/dev/kustomization.yaml'))).toBe(true);
  });

  it('leaves no other folder behind', () => {
    synth({});
    expect(globSync('*', { cwd: folder })).toEqual(['dist']);
  });

  it('lists every object in the kustomization of its stack, and every stack in that of the cluster', () => {
    const texts = Object.entries(textsFor(dev));
    for (const [path, text] of texts.filter(([file]) => file.endsWith('kustomization.yaml'))) {
      const parent = path.replace('kustomization.yaml', '');
      const inside = texts.filter(([file]) => file.startsWith(parent) && file !== path).map(([file]) => file.slice(parent.length).split('/')[0] ?? '');
      const listed = [...text.matchAll(/^ {2}- (.+)$/gm)].map(([, one]) => one);
      expect([...listed].sort()).toEqual([...new Set(inside)].sort());
    }
  });
});

describe('a synth that fails', () => {
  it('leaves the former tree untouched and tells every fault of every environment', () => {
    put('dist/dev/Former.yaml', 'kind: Former');
    const { code, printed } = synth({ services: services.filter(({ name }) => name !== 'vault' && name !== 'ledger') });
    expect(code).toBe(1);
    expect(readFileSync(join(folder, 'dist/dev/Former.yaml'), 'utf8')).toBe('kind: Former');
    expect(globSync('**/*.yaml', { cwd: folder })).toEqual(['dist/dev/Former.yaml']);
    expect(printed).toContain('nothing was written');
    expect(printed).toContain('dev: gateway calls ledger, which is not in the registry: add it to services/registry.ts');
    expect(printed).toContain('dev: card-entry calls vault, which is not in the registry: add it to services/registry.ts');
  });

  it('tells every object that its schema refuses, by construct path', () => {
    put('dist/dev/Former.yaml', 'kind: Former');
    const breakRules = (app: App): void => {
      for (const object of app.node.findAll().filter((one) => ApiObject.isApiObject(one))) if (object.kind === 'DestinationRule') object.addJsonPatch(JsonPatch.replace('/spec/host', 7));
    };
    const { code, printed } = synth({ customise: breakRules });
    expect(code).toBe(1);
    expect(printed).toMatch(/\[services-[a-z-]+\/payments\/[a-z]+\/[^\]]+\] DestinationRule: /);
    expect(printed.match(/DestinationRule: /g)?.length).toBeGreaterThan(10);
    expect(globSync('**/*.yaml', { cwd: folder })).toEqual(['dist/dev/Former.yaml']);
  });

  it('leaves the former tree when a file cannot be written', () => {
    put('dist/dev/Former.yaml', 'kind: Former');
    expect(() => writeTree(join(folder, 'dist'), [{ path: 'dev', content: {} }, { path: 'dev/Object.yaml', content: {} }])).toThrow();
    expect(globSync('**/*.yaml', { cwd: folder })).toEqual(['dist/dev/Former.yaml']);
  });
});

describe('cdk8s synth, which removes the output folder before the program begins', () => {
  const cdk8s = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false', '--app', `${process.execPath} ${join(root, 'test/support/synth.ts')}`, '--output', 'dist'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      encoding: 'utf8',
    });

  it('writes the tree, and brings it back when the next synth fails', () => {
    const first = cdk8s({ GUICHET_TEST_KEEP: 'kept' });
    expect(first.stderr).toContain(`files in ${join(folder, 'dist')}`);
    expect(first.status).toBe(0);
    const former = globSync('dist/**/*.yaml', { cwd: folder }).sort();
    const second = cdk8s({ GUICHET_TEST_KEEP: 'kept', GUICHET_TEST_FAULTS: '1' });
    expect(second.status).not.toBe(0);
    expect(second.stderr).toContain('gateway calls ledger, which is not in the registry');
    expect(globSync('dist/**/*.yaml', { cwd: folder }).sort()).toEqual(former);
  });
});
