/** Kinds that rules are about and our trees have none of. Of these a rule's own case stands in the tree instead, as a file more. */
import { casesOf } from '../cases.ts';
import { groupKindOf, judge } from '../judge.ts';
import { ManifestIndex, parseManifests, Source, type Manifest } from '../manifests/index.ts';
import type { GroupKind, Rule } from '../rule.ts';
import type { Kills } from './kill.ts';

/** Why there is none. */
export const absentKinds: Readonly<Record<GroupKind, string>> = {
  'operators.coreos.com/Subscription': 'the operators belong to the cluster, and whoever runs it installs them before the tree is applied',
  'operators.coreos.com/OperatorGroup': 'the operators belong to the cluster, and whoever runs it installs them before the tree is applied',
  'security.openshift.io/SecurityContextConstraints': 'every program runs with restricted-v2, which the cluster brings along',
  'config.openshift.io/APIServer': 'a setting of the whole cluster, which is not the tree’s to make',
  'operator.openshift.io/IngressController': 'a setting of the whole cluster, which is not the tree’s to make',
};

/** The manifests of a rule's cases that break it, one case at a time. */
const broken = (rule: Rule): (readonly Manifest[])[] => casesOf(rule).filter(({ breaks }) => breaks).map(({ text }) => parseManifests(new Source('case.yaml', text)).manifests);

/** Rules that are about absent kinds alone, by the case that they notice in a tree. */
export function killsByCases(index: ManifestIndex, rules: readonly Rule[]): Kills {
  const there = new Set(index.manifests.map(groupKindOf));
  const isAbsent = (manifest: Manifest): boolean => groupKindOf(manifest) in absentKinds && !there.has(groupKindOf(manifest));
  return new Map(rules.flatMap((rule) => broken(rule).filter((added) => {
    const found = judge(new ManifestIndex([...index.manifests, ...added]), { rules: [rule] });
    return found.some(({ manifest, unjudged }) => !unjudged && added.includes(manifest) && isAbsent(manifest));
  }).map(([first]) => [rule.id, `add ${first?.title ?? ''} of a case`] as const)));
}
