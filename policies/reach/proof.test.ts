import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { emittedIndex } from '../../test/support/emitted.ts';
import { prove } from './compare.ts';
import { differenceText } from './difference.ts';

describe('the emitted objects', () => {
  it.each(environments.map((environment) => [environment.name, environment] as const))('let through what is declared in %s, nothing more and nothing less', (_, environment) => {
    const { graph, differences, world } = prove(emittedIndex(environment));
    expect(differences.map(differenceText)).toEqual([]);
    // A proof about nobody would hold as well.
    expect(graph?.ways.length).toBeGreaterThan(100);
    expect(world.ours.filter(({ kind }) => kind === 'workload').length).toBeGreaterThan(30);
  });
});
