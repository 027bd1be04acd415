import { describe, expect, it } from '@jest/globals';
import { dev } from '../environments/dev.ts';
import { prod } from '../environments/prod.ts';
import { judge } from '../policies/judge.ts';
import { ManifestIndex, parseManifests, Source } from '../policies/manifests/index.ts';
import { isObjectRule } from '../policies/rule.ts';
import { rules as all } from '../policies/rules/index.ts';
import { rulesWith } from '../policies/settings/settings.ts';
import { toldBySecond } from '../policies/testing/told.ts';
import { settingsFor } from '../stacks/settings.ts';
import { textsFor } from './support/trees.ts';

describe.each([dev, prod].map((environment) => [environment.name, environment] as const))('the tree of %s', (_, environment) => {
  const rules = rulesWith(all, settingsFor(environment));
  const objectRules = rules.filter(isObjectRule);
  const loaded = Object.entries(textsFor(environment)).filter(([path]) => !path.endsWith('kustomization.yaml')).map(([path, text]) => parseManifests(new Source(path, text)));
  const manifests = loaded.flatMap((one) => one.manifests);

  it('is read whole', () => {
    expect(loaded.flatMap(({ faults }) => faults)).toEqual([]);
    expect(manifests.length).toBeGreaterThan(500);
  });

  it('can be judged by every rule', () => {
    expect(judge(new ManifestIndex(manifests), { rules }).filter(({ unjudged }) => unjudged).map(({ message }) => message)).toEqual([]);
  });

  it('is the same to both engines of CEL', () => {
    const differences = manifests.flatMap((manifest) => {
      const ours = judge(new ManifestIndex([manifest]), { rules: objectRules }).map(({ message }) => message).sort();
      const theirs = toldBySecond(objectRules, manifest).map(String).sort();
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ title: manifest.title, ours, theirs }];
    });
    expect(differences).toEqual([]);
  });
});
