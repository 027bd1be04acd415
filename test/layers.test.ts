import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { breaches, importsOf, layers } from './support/layers.ts';

const root = resolve(import.meta.dirname, '..');
const files = globSync('{constructs,services,environments,policies,stacks,script,docs}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts')).sort();

describe('the import table', () => {
  it('is kept by every file', () => {
    expect(files.flatMap((file) => breaches(root, file))).toEqual([]);
  });

  it('is about files that exist', () => {
    const inUse = layers.filter((layer) => files.some((file) => layers.find((one) => one.files.test(file)) === layer)).map(({ name }) => name);
    expect(inUse).toEqual(expect.arrayContaining(['declaration', 'resources', 'plan', 'constructs', 'declarations of services', 'environments', 'stacks']));
  });

  it.each([
    ['constructs/declaration/zone.ts', "import { App } from 'cdk8s';"],
    ['constructs/declaration/zone.ts', "import { plan } from '../plan.ts';"],
    ['constructs/resources/istio.ts', "import { plan } from '../plan.ts';"],
    ['constructs/planning/scope.ts', "import { App } from 'cdk8s';"],
    ['constructs/planning/scope.ts', "import { readFileSync } from 'node:fs';"],
    ['constructs/facets/network.ts', "import { services } from '../../services/registry.ts';"],
    ['services/vault/service.ts', "import { plan } from '../../constructs/plan.ts';"],
    ['services/teams.ts', "import { App } from 'cdk8s';"],
    ['services/vault/src/main.ts', "import { App } from 'cdk8s';"],
    ['services/vault/src/main.ts', "import { plan } from '../../../constructs/plan.ts';"],
    ['environments/prod.ts', "import { prices } from '../services/baskets/service.ts';"],
    ['policies/digest.ts', "import type { Service } from '../constructs/declaration/index.ts';"],
  ])('refuses in %s: %s', (file, text) => {
    expect(breaches(root, file, text)).toHaveLength(1);
  });

  it('sees imports of every form', () => {
    expect(importsOf(["import a from 'a';", "import {\n  b,\n} from 'b';", "import 'c';", "export * from 'd';", "const e = await import('e');", "import type { F } from 'f';"].join('\n'))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('facets', () => {
  it('know nothing of one another', () => {
    const facets = files.filter((file) => /^constructs\/facets\/[^/]+\.ts$/.test(file) && !/\/(index|facet)\.ts$/.test(file));
    const names = new Set(facets.map((file) => file.replace(/^.*\/(.*)\.ts$/, '$1')));
    const told = facets.flatMap((file) =>
      besides(file).filter((other) => names.has(other)).map((other) => `${file} imports the facet ${other}: share a pure function in constructs/`),
    );
    expect(told).toEqual([]);
  });
});

const besides = (file: string): string[] => importsOf(readFileSync(join(root, file), 'utf8')).flatMap((imported) => /^\.\/([^/]+)\.ts$/.exec(imported)?.[1] ?? []);
