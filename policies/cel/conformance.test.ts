import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { conformance } from './testing/conformance.ts';

const file = join(import.meta.dirname, 'testing', 'conformance-misses.txt');

describe('the conformance files of CEL', () => {
  it('are passed but for the misses on the list, which can only become fewer', () => {
    const results = conformance();
    const misses = [...new Set(results.filter(({ passes }) => !passes).map(({ name }) => name))].sort();
    if (process.env['UPDATE_MISSES']) writeFileSync(file, misses.map((name) => `${name}\n`).join(''));
    const known = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
    const share = (100 * (results.length - misses.length)) / results.length;
    console.info(`conformance: ${results.length - misses.length} of ${results.length} (${share.toFixed(1)} %)`);
    expect(misses).toEqual(known);
    expect(results.length).toBeGreaterThan(1000);
    expect(share).toBeGreaterThan(95);
  });
});
