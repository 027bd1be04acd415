/** `npm run docs`: writes what the documentation takes from the declarations. With `--check` it writes nothing and says what is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { documents } from './docs/documents.ts';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const stale = documents(root).filter(({ path, text }) => {
  try {
    return readFileSync(join(root, path), 'utf8') !== text;
  } catch {
    return true;
  }
});

for (const { path, text } of check ? [] : stale) writeFileSync(join(root, path), text);
for (const { path } of stale) console.error(`${path} ${check ? 'is stale: run npm run docs' : 'written'}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
