import { describe, expect, it } from '@jest/globals';
import { casesOf } from './cases.ts';
import { lint, mostCost } from './cel/lint.ts';
import { judge } from './judge.ts';
import { ManifestIndex, parseManifests, Source } from './manifests/index.ts';
import { isObjectRule } from './rule.ts';
import { rules } from './rules/index.ts';
import { shapes } from './shapes.ts';
import { concerns, toldBySecond } from './testing/told.ts';
import { podVariables, textsOf } from './texts.ts';

const objectRules = rules.filter(isObjectRule);
const floor = 30;

describe('both engines agree', () => {
  it.each(objectRules.map((rule) => [rule.id, rule] as const))('about %s', (_, rule) => {
    for (const { text } of casesOf(rule)) {
      for (const manifest of parseManifests(new Source('case.yaml', text)).manifests.filter((one) => concerns(rule, one))) {
        const ours = judge(new ManifestIndex([manifest]), { rules: [rule] }).map(({ message }) => message);
        expect({ text, says: toldBySecond([rule], manifest) }).toEqual({ text, says: ours });
      }
    }
  });
});

describe('API servers take every text', () => {
  const texts = [...objectRules.flatMap((rule) => textsOf(rule).flatMap(({ holds, message }) => [[rule.id, holds], [rule.id, message]] as const)), ...shapes.flatMap((shape) => Object.values(podVariables(shape)).map((text) => [shape.name, text] as const))];

  it.each(texts)('of %s (%#)', (_, text) => {
    const { minor, cost, faults } = lint(text);
    expect(faults).toEqual([]);
    expect(minor).toBeLessThanOrEqual(floor);
    expect(cost).toBeLessThan(mostCost);
  });
});
