import { describe, expect, it } from '@jest/globals';
import { prod } from '../../../environments/prod.ts';
import { emittedIndex } from '../../../test/support/emitted.ts';
import { worldOf } from '../world.ts';
import { mutantsOf } from './mutants.ts';
import { survivorsAmong } from './survivors.ts';

const world = worldOf(emittedIndex(prod));
const mutants = mutantsOf(world);

/** So many of each kind as a test can afford, spread evenly; `.ci/run` tries them all. */
const most: Readonly<Record<string, number>> = { NetworkPolicy: 80, AuthorizationPolicy: 10 };

describe('a rule of the real tree that is widened or dropped', () => {
  it('is of every kind of object that is a wall', () => {
    expect([...new Set(mutants.map(({ manifest }) => manifest.kind))].sort()).toEqual(['AuthorizationPolicy', 'DestinationRule', 'EgressFirewall', 'Gateway', 'NetworkPolicy', 'PeerAuthentication', 'RequestAuthentication', 'Route', 'Service', 'ServiceEntry', 'VirtualService']);
  });

  it.each([...Map.groupBy(mutants, ({ manifest }) => manifest.kind)])('makes the proof fail, or changes nothing for a known reason: %s', (kind, all) => {
    const { graph } = world;
    if (!graph) throw new Error('there is no declared graph');
    const step = Math.ceil(all.length / (most[kind] ?? 12));
    const some = all.filter((_, i) => i % step === 0);
    const survivors = survivorsAmong(world, graph, some);
    expect(survivors.filter(({ equivalent }) => equivalent === undefined).map(({ mutant }) => mutant.name)).toEqual([]);
    expect(survivors.length).toBeLessThan(some.length);
  });
});
