import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { services } from '../services/registry.ts';
import { documents } from '../script/docs/documents.ts';

const root = resolve(import.meta.dirname, '..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].sort();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the documentation', () => {
  it.each(documents(root).map(({ path, text }) => ({ path, text })))('has a fresh $path (else: npm run docs)', ({ path, text }) => {
    expect(read(path)).toBe(text);
  });

  it('links to what exists', () => {
    const broken = pages.flatMap((page) => [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => ({ page, target })).filter(({ target }) => !existsSync(join(root, dirname(page), target))));
    expect(broken).toEqual([]);
  });

  it('names files that exist', () => {
    const named = pages.flatMap((page) => [...read(page).matchAll(/`((?:constructs|stacks|environments|services|test|docs|script)\/[^`<>*\s]+\.(?:ts|md|yaml))`/g)].map(([, file = '']) => ({ page, file })));
    expect(named.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('has every service in its catalogue', () => {
    const catalogue = read('docs/catalogue.md');
    expect(services.filter(({ name }) => !catalogue.includes(`\n## ${name}\n`)).map(({ name }) => name)).toEqual([]);
  });

  it('numbers its decisions from 1 without gaps, each titled with its number', () => {
    const decisions = pages.filter((page) => page.startsWith('docs/decisions/'));
    expect(decisions.map((page) => Number(/\/(\d{4})-/.exec(page)?.[1]))).toEqual(decisions.map((_, i) => i + 1));
    expect(decisions.filter((page, i) => !read(page).startsWith(`# ${i + 1}. `))).toEqual([]);
  });
});
