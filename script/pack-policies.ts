/**
 * `npm run pack:policies -- [--name NAME] [--version VERSION] [--to FOLDER]`: `guichet-policies` as an npm package without dependencies, for a registry of
 * your own. It is the same to the byte wherever it is made of the same commit.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pack } from './pack/package.ts';

try {
  const { values } = parseArgs({ options: { name: { type: 'string' }, version: { type: 'string' }, to: { type: 'string' } } });
  const folder = values.to === undefined ? join(import.meta.dirname, '..', 'dist.policies') : resolve(values.to);
  await pack(folder, values);
  console.log(`${folder}: npm pack or npm publish takes it from here`);
} catch (error) {
  console.error(`pack:policies: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
