import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Service } from '../declaration/index.ts';
import { arrow, serviceOf } from '../../test/support/declarations.ts';
import { cycleFaults } from './cycles.ts';

/** Services of one zone by their edges, as `[caller, callee]` indices. */
function graphOf(size: number, edges: readonly (readonly [number, number])[]): Service[] {
  const bare = Array.from({ length: size }, (_, i) => serviceOf(`s${i}`, 'core', 8000 + i));
  return bare.map((one, i) => ({ ...one, calls: edges.flatMap(([from, to]) => (from === i && bare[to] ? [arrow(bare[to])] : [])) }));
}

const edges = (size: number) => fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 * size });

describe('cycles of synchronous calls', () => {
  it('are shown as a path with the way out', () => {
    expect(cycleFaults(graphOf(4, [[0, 1], [1, 2], [2, 0], [3, 0]]))).toEqual(['the calls s0 -> s1 -> s2 -> s0 form a cycle: let one of them publish a topic that the other consumes']);
  });

  it('include a service that calls itself', () => {
    expect(cycleFaults(graphOf(1, [[0, 0]]))).toHaveLength(1);
  });

  it('are told once for each knot', () => {
    expect(cycleFaults(graphOf(5, [[0, 1], [1, 0], [1, 2], [2, 3], [3, 4], [4, 3]]))).toEqual([expect.stringContaining('s0 -> s1 -> s0'), expect.stringContaining('s3 -> s4 -> s3')]);
  });

  it('are not found where every call leads to a later service', () => {
    fc.assert(fc.property(edges(12), (drawn) => cycleFaults(graphOf(12, drawn.filter(([from, to]) => from < to))).length === 0));
  });

  it('are found whenever a service can reach itself, and what is shown is one', () => {
    fc.assert(
      fc.property(edges(8), (drawn) => {
        const services = graphOf(8, drawn);
        const reach = closure(8, drawn);
        const found = cycleFaults(services);
        expect(found.length > 0).toBe(reach.some((row, i) => row[i]));
        for (const text of found) for (const [from, to] of pairs(text)) expect(drawn).toContainEqual([from, to]);
      }),
    );
  });
});

/** Who reaches whom by one call or more (Warshall). */
function closure(size: number, drawn: readonly (readonly [number, number])[]): boolean[][] {
  const all = Array.from({ length: size }, (_, i) => i);
  const start = all.map((from) => all.map((to) => drawn.some(([a, b]) => a === from && b === to)));
  return all.reduce((reach, via) => reach.map((row) => row.map((direct, to) => direct || (row[via] === true && reach[via]?.[to] === true))), start);
}

function pairs(text: string): [number, number][] {
  const path = [...text.matchAll(/s(\d+)/g)].map(([, index]) => Number(index));
  return path.slice(1).map((to, i) => [path[i] ?? -1, to]);
}
