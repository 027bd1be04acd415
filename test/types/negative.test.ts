import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const here = import.meta.dirname;
const root = resolve(here, '..', '..');
const directive = /^\s*\/\/ @ts-expect-error (.+)$/;
const lines = readFileSync(join(here, 'negative.ts'), 'utf8').split('\n');

/** What the compiler says of the snippets once nothing tells it to expect that: messages by line, from 1. */
function complaints(): ReadonlyMap<number, string> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-negative-'));
  try {
    const undirected = lines.map((line) => line.replace(directive, '//').replaceAll(/from '(\.[^']+)'/g, (_, path: string) => `from '${resolve(here, path)}'`));
    writeFileSync(join(folder, 'negative.mts'), undirected.join('\n'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions: { types: [] }, include: ['negative.mts'] }));
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'], { encoding: 'utf8', cwd: folder });
    return new Map(stdout.split(/^(?=\S)/m).flatMap((text) => {
      const line = /^negative\.mts\((\d+),/.exec(text)?.[1];
      return line === undefined ? [] : [[Number(line), text] as const];
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('what does not compile', () => {
  const said = complaints();
  const expected = lines.flatMap((line, i) => {
    const reason = directive.exec(line)?.[1];
    return reason === undefined ? [] : [{ line: i + 2, snippet: lines[i + 1] ?? '', reason }];
  });

  it('is what the directives mark, and nothing else', () => {
    expect([...said.keys()]).toEqual(expected.map(({ line }) => line));
  });

  it.each(expected)('$snippet', ({ line, reason }) => {
    expect(said.get(line)).toContain(reason);
  });
});
