import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { emittedIndex } from '../../test/support/emitted.ts';
import { groupKindOf } from '../judge.ts';
import { parseManifests, Source } from '../manifests/index.ts';
import type { Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { absentKinds, killsByCases } from './absent.ts';
import { killsOf } from './kill.ts';

/** Production first: what one environment's rules all notice need not be tried on the next. */
const trees = environments.toReversed().map((environment) => ({ environment, index: emittedIndex(environment) }));

function killsInAll(): ReadonlyMap<string, string> {
  const kills = new Map<string, string>();
  const pending = (): Rule[] => rules.filter(({ id }) => !kills.has(id));
  for (const { environment, index } of trees) for (const [id, by] of killsOf(index, pending())) kills.set(id, `${environment.name}: ${by}`);
  for (const { environment, index } of trees) for (const [id, by] of killsByCases(index, pending())) kills.set(id, `${environment.name}: ${by}`);
  return kills;
}

const kills = killsInAll();

describe('a mutation of the real tree', () => {
  // Read as a list by `npm test -- policies/mutations --verbose`.
  it.each(rules.map(({ id }) => [id, kills.get(id) ?? 'nothing'] as const))('is noticed by %s: %s', (id) => {
    expect(kills.has(id)).toBe(true);
  });
});

describe('absent kinds', () => {
  const there = new Set(trees.flatMap(({ index }) => index.manifests.map(groupKindOf)));

  it('are in no tree', () => {
    expect(Object.keys(absentKinds).filter((kind) => there.has(kind))).toEqual([]);
  });

  it('are what some rule is about that no mutation of the tree reaches', () => {
    const added = rules.filter(({ id }) => /: add .* of a case$/.test(kills.get(id) ?? '')).flatMap(({ cases }) => [...cases.hold, ...cases.break]);
    const unreached = new Set(added.flatMap((text) => parseManifests(new Source('case.yaml', text)).manifests.map(groupKindOf)));
    expect([...unreached].filter((kind) => absentKinds[kind] === undefined)).toEqual([]);
    expect(Object.keys(absentKinds).filter((kind) => !unreached.has(kind))).toEqual([]);
  });
});
