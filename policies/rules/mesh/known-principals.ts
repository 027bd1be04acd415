import { at, list, texts, type Manifest, type ManifestIndex, type Path } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

interface Principal {
  readonly path: Path;
  readonly namespace: string;
  readonly account: string;
}

const spelt = /^[^/]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** Whole principals; what has a star is another rule's matter. */
const principalsOf = (manifest: Manifest): Principal[] =>
  list(at(manifest.spec, 'rules')).flatMap((rule, r) =>
    list(at(rule, 'from')).flatMap((from, f) =>
      texts(at(from, 'source', 'principals')).flatMap((principal, p) => {
        const [, namespace, account] = spelt.exec(principal) ?? [];
        return namespace !== undefined && account !== undefined ? [{ path: ['spec', 'rules', r, 'from', f, 'source', 'principals', p], namespace, account }] : [];
      }),
    ),
  );

/** A namespace that is not among the manifests has its accounts elsewhere. */
function* check(index: ManifestIndex): Generator<Problem> {
  const peopled = new Set(index.ofKind('ServiceAccount', '').map(({ namespace }) => namespace));
  for (const manifest of index.ofKind('AuthorizationPolicy', 'security.istio.io')) {
    for (const { path, namespace, account } of principalsOf(manifest)) {
      if (!index.namespaces.has(namespace) || !peopled.has(namespace)) continue;
      if (!index.find('ServiceAccount', namespace, account, '')) yield { manifest, path, message: `names ${namespace}/${account}, and there is no such ServiceAccount: name one that a workload runs as` };
    }
  }
}

const tree = (account: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - from:
        - source:
            principals:
              - cluster.local/ns/till/sa/${account}
              - cluster.local/ns/elsewhere/sa/others
---
apiVersion: v1
kind: Namespace
metadata: { name: till }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: tills, namespace: till }
`;

export const knownPrincipals: Rule = {
  id: 'mesh/known-principals',
  title: 'Who is let in exists',
  why: 'An ALLOW for an identity that no workload has matches nothing: a call that was meant to pass is refused, or whoever takes the name later is let in.',
  controls: ['pci-dss-4.0.1/7.2.5', 'pci-dss-4.0.1/1.2.7'],
  check,
  cases: { hold: [tree('tills')], break: [tree('till # <--')] },
};
