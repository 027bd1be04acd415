import { at, list, selectorOf, selects, text, textFields, texts, type ManifestIndex, type Value } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

/** Whether a rule asks for a token or for what is in it. */
const asksForToken = (rule: Value): boolean =>
  list(at(rule, 'from')).some((from) => texts(at(from, 'source', 'requestPrincipals')).length > 0 || texts(at(from, 'source', 'notRequestPrincipals')).length > 0) ||
  list(at(rule, 'when')).some((when) => text(at(when, 'key'))?.startsWith('request.auth.') ?? false);

function* check(index: ManifestIndex): Generator<Problem> {
  const asking = index.ofKind('AuthorizationPolicy', 'security.istio.io').filter(({ spec }) => list(at(spec, 'rules')).some(asksForToken));
  for (const manifest of index.ofKind('RequestAuthentication', 'security.istio.io')) {
    // Istio selects by labels alone: what selects these labels selects every pod that has them.
    const own = textFields(at(manifest.spec, 'selector', 'matchLabels'));
    const asked = asking.some((policy) => policy.namespace === manifest.namespace && selects(selectorOf(at(policy.spec, 'selector')), own));
    if (!asked) yield { manifest, path: ['spec'], message: 'verifies tokens and asks for none: a request without a token passes; add an AuthorizationPolicy for the same workload that asks for requestPrincipals or claims' };
  }
}

const authentication = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: shop, namespace: shop }
spec:{mark}
  selector: { matchLabels: { app: shop } }
  jwtRules: [{ issuer: https://sso.example, jwksUri: https://sso.example/certs }]
`;

const policy = (rule: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app: shop } }
  rules: [${rule}]
`;

const tree = (mark: string, ...others: readonly string[]): string => [authentication.replace('{mark}', mark), ...others].join('---');

export const tokensAsked: Rule = {
  id: 'mesh/tokens-asked',
  title: 'Where tokens are verified, they are asked for',
  why: 'A RequestAuthentication refuses bad tokens and lets pass whoever sends none.',
  controls: ['pci-dss-4.0.1/8.3.1', 'psd2-rts-sca/4'],
  check,
  cases: {
    hold: [tree('', policy("{ from: [{ source: { requestPrincipals: ['https://sso.example/*'] } }] }")), tree('', policy('{ when: [{ key: "request.auth.claims[roles]", values: [till] }] }'))],
    break: [tree(' # <--'), tree(' # <--', policy('{ to: [{ operation: { methods: [GET] } }] }'))],
  },
};
