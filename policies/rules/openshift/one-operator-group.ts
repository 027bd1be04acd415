import { defaultNamespace, type ManifestIndex } from '../../manifests/index.ts';
import type { Params, Problem, Rule } from '../../rule.ts';
import { documents } from '../across/support.ts';

/** OLM, "OperatorGroups": with two in a namespace, none of its operators is installed or updated. */
function* check(index: ManifestIndex, params: Params): Generator<Problem> {
  const whole = [params['whole'] ?? []].flat().map(String);
  const all = index.ofKind('OperatorGroup', 'operators.coreos.com');
  for (const [namespace, groups] of Map.groupBy(all, ({ namespace: named = defaultNamespace }) => named)) {
    const [first, ...others] = groups;
    if (whole.includes(namespace)) for (const manifest of groups) yield { manifest, path: ['metadata', 'namespace'], message: `is in ${namespace}, which has one for the whole cluster already: give the operator a namespace of its own` };
    else for (const manifest of others) yield { manifest, path: ['metadata', 'name'], message: `stands beside ${first?.title ?? ''}, and with two in a namespace OLM installs nothing: leave one` };
  }
}

const group = (name: string, namespace = 'shop-operator'): string => `
apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata:
  name: ${name}
  namespace: ${namespace}
spec: { targetNamespaces: [shop] }
`;

export const oneOperatorGroup: Rule = {
  id: 'openshift/one-operator-group',
  title: 'A namespace has one OperatorGroup',
  why: 'With two, OLM neither installs nor updates any operator of the namespace, also where the update mends a hole.',
  controls: ['dora/7'],
  params: { whole: ['openshift-operators'] },
  check,
  cases: {
    hold: [documents(group('shop'), group('till', 'till-operator'))],
    break: [documents(group('shop'), group('other # <--')), group('shop', 'openshift-operators # <--')],
  },
};
