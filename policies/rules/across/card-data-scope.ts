import type { ManifestIndex } from '../../manifests/index.ts';
import { causeText } from '../../reach/cause.ts';
import { mayBeOpen } from '../../reach/near.ts';
import { portsText } from '../../reach/ports.ts';
import { effectiveWays, type EffectiveWay } from '../../reach/ways.ts';
import { reachOf, type Reach } from '../../reach/world.ts';
import { workloadsOf, type Actor } from '../../reach/actor.ts';
import type { Params, Problem, Rule } from '../../rule.ts';
import { documents } from './support.ts';

/** Of a workload, or else of its pods. */
const scopeOf = ({ pod, labels }: Pick<Actor, 'pod' | 'labels'>, label: string): string | undefined => pod?.manifest.labels[label] ?? labels[label];

const wayText = ({ ports, operations = [] }: EffectiveWay): string => `${portsText(ports)}${operations.length > 0 ? ` (${operations.join('; ')})` : ''}`;

/** Where the last wall lets it through: the receiving end's own policy, or, where none is about it, the workload that nothing keeps. */
function problem(reach: Reach, from: Actor, to: Actor): Problem[] {
  const ways = effectiveWays(reach, from, to);
  if (ways.length === 0) return [];
  const causes = ways.flatMap((way) => way.causes);
  const own = causes.findLast(({ manifest }) => manifest.namespace === to.namespace) ?? causes.at(-1);
  const place = own ?? (to.pod && { manifest: to.pod.manifest, path: ['metadata', 'name'] });
  if (!place) return [];
  const because = causes.length === 0 ? 'no policy keeps it' : [...new Set(causes.map(causeText))].join(', ');
  return [{ ...place, message: `lets ${from.key} reach ${to.key} on ${ways.map(wayText).join(', ')}, and one has card data and the other is out of scope: shut it, or say that both are in scope (${because})` }];
}

function* check(index: ManifestIndex, params: Params): Generator<Problem> {
  const [label = '', inside = '', outside = ''] = ['label', 'inside', 'outside'].map((name) => String(params[name] ?? ''));
  const workloads = workloadsOf(index);
  const among = (value: string): readonly Actor[] => workloads.filter((actor) => scopeOf(actor, label) === value);
  const [inScope, outOfScope] = [among(inside), among(outside)];
  if (inScope.length === 0 || outOfScope.length === 0) return;
  const reach = reachOf(index);
  const asked = (actor: Actor) => ({ actor, hears: mayBeOpen(reach, actor, 'ingress'), speaks: mayBeOpen(reach, actor, 'egress') });
  const others = outOfScope.map(asked);
  for (const holder of inScope.map(asked)) {
    for (const other of others) {
      if (holder.hears(other.actor) && other.speaks(holder.actor)) yield* problem(reach, other.actor, holder.actor);
      if (holder.speaks(other.actor) && other.hears(holder.actor)) yield* problem(reach, holder.actor, other.actor);
    }
  }
}

const workload = (name: string, scope: string, mark = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}${mark}
  namespace: shop
  labels: { guichet.dev/scope: ${scope} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: app, ports: [{ containerPort: 8080 }] }] }
`;

const policy = (name: string, spec: string): string => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec:
${spec}
`;

const denied = policy('default-deny', '  podSelector: {}\n  policyTypes: [Ingress, Egress]');
const released = policy('from-web', '  podSelector: { matchLabels: { app: web } }\n  policyTypes: [Egress]\n  egress: [{ to: [{ podSelector: {} }] }]');
const admitted = (who: string, mark = ''): string => policy('to-vault', `  podSelector: { matchLabels: { app: vault } }\n  ingress:\n    - from: [{ podSelector: { matchLabels: { app: ${who} } } }]${mark}\n      ports: [{ port: 8080 }]`);

export const cardDataScope: Rule = {
  id: 'across/card-data-scope',
  title: 'What is out of scope and what holds card data do not reach one another',
  why: 'A system that may speak with the cardholder data environment is in the scope of PCI DSS, whatever its label says, and is audited by nobody.',
  controls: ['pci-dss-4.0.1/1.2.1', 'pci-dss-4.0.1/1.3.1', 'pci-dss-4.0.1/1.3.2', 'pci-dss-4.0.1/12.5.2'],
  params: { label: 'guichet.dev/scope', inside: 'cde', outside: 'out-of-scope' },
  check,
  cases: {
    hold: [
      documents(workload('web', 'out-of-scope'), workload('vault', 'cde'), denied),
      documents(workload('web', 'connected'), workload('vault', 'cde'), denied, released, admitted('web')),
      documents(workload('web', 'out-of-scope'), workload('vault', 'cde'), denied, released, admitted('till')),
    ],
    break: [
      documents(workload('web', 'out-of-scope', ' # <--'), workload('vault', 'cde', ' # <--')),
      documents(workload('web', 'out-of-scope'), workload('vault', 'cde'), denied, released, admitted('web', ' # <--')),
    ],
  },
};
