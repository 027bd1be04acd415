/** Prepared statements are kept by connections of the pooler's, which outlive a release: `*` fails there as soon as a migration has added a column. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const files = globSync('services/{kit,*/src}/**/*.ts', { cwd: root }).filter((file) => !/\.test\.ts$|\/testing\//.test(file)).sort();

/** Whatever columns there are, as SQL or by Kysely. */
const all = /\b(?:SELECT|RETURNING)\s(?:[^()`;]*,)?\s*(?:\w+\.)?\*|\b(?:selectAll|returningAll)\(/gi;

const starsIn = (text: string): string[] => text.match(all) ?? [];

it('programs name the columns that they read', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => starsIn(readFileSync(join(root, file), 'utf8')).map((found) => `${file}: ${found}: name its columns`))).toEqual([]);
});

it.each(['SELECT * FROM card', 'select j.*, array_agg(l.account)', 'INSERT INTO card VALUES (1) RETURNING *', 'SELECT id,\n  l.* FROM line l', "selectFrom('card').selectAll()", 'returningAll()'])('sees it in %j', (text) => {
  expect(starsIn(text)).toHaveLength(1);
});

it.each(['SELECT count(*) FROM card', 'SELECT a * b AS product FROM line', 'SELECT id, price * 2 FROM line'])('lets %j be', (text) => {
  expect(starsIn(text)).toEqual([]);
});
