import { at, defaultNamespace, list, selectorOf, selects, text, texts, type Manifest, type ManifestIndex } from '../../manifests/index.ts';
import type { Params, Problem, Rule } from '../../rule.ts';
import { documents, shopDeployment } from './support.ts';

/** In which namespaces a monitor looks: its own, some, or with `any` all. User workload monitoring ignores all but its own (OpenShift, "Monitoring"). */
function namespacesOf({ spec, namespace = defaultNamespace }: Manifest): readonly string[] | 'any' {
  const named = texts(at(spec, 'namespaceSelector', 'matchNames'));
  if (at(spec, 'namespaceSelector', 'any') === true) return 'any';
  return named.length > 0 ? [...new Set(named)] : [namespace];
}

interface Seen {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
}

const services = (index: ManifestIndex): Seen[] => index.ofKind('Service', '').map(({ namespace = defaultNamespace, labels, spec }) => ({ namespace, labels, ports: list(at(spec, 'ports')).flatMap((port) => text(at(port, 'name')) ?? []) }));

/** What operators make has ports that no manifest names. */
const pods = (index: ManifestIndex): Seen[] => index.pods.map(({ namespace, labels, ports }) => ({ namespace, labels, ports: ports.flatMap(({ name }) => name ?? []) }));

const kinds = [
  { kind: 'ServiceMonitor', seen: services, what: 'Service', endpoints: 'endpoints' },
  { kind: 'PodMonitor', seen: pods, what: 'pod', endpoints: 'podMetricsEndpoints' },
] as const;

function* check(index: ManifestIndex, params: Params): Generator<Problem> {
  const injected = [params['injected'] ?? []].flat().map(String);
  for (const { kind, seen, what, endpoints } of kinds) {
    const all = seen(index);
    const within = Map.groupBy(all, ({ namespace }) => namespace);
    for (const manifest of index.ofKind(kind, 'monitoring.coreos.com')) {
      const namespaces = namespacesOf(manifest);
      const selector = selectorOf(at(manifest.spec, 'selector'));
      const near = namespaces === 'any' ? all : namespaces.flatMap((name) => within.get(name) ?? []);
      const selected = near.filter(({ labels }) => selects(selector, labels));
      if (near.length > 0 && selected.length === 0) yield { manifest, path: ['spec', 'selector'], message: `selects no ${what} there is: select labels of one` };
      const ports = new Set(selected.flatMap((one) => one.ports));
      for (const [i, endpoint] of list(at(manifest.spec, endpoints)).entries()) {
        const port = text(at(endpoint, 'port'));
        if (selected.length > 0 && port !== undefined && !ports.has(port) && !injected.includes(port)) yield { manifest, path: ['spec', endpoints, i, 'port'], message: `asks the port ${port}, which no ${what} that it selects has: name one of ${[...ports].join(', ') || 'its ports'}` };
      }
    }
  }
}

const deployment = shopDeployment().replace('image: app }', 'image: app, ports: [{ name: admin, containerPort: 9090 }] }');

const monitor = (app: string, port: string): string => `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: shop, namespace: shop }
spec:
  selector:${app}
  podMetricsEndpoints:
    - port: ${port}
`;

export const monitorSelects: Rule = {
  id: 'across/monitor-selects',
  title: 'A monitor asks something that exists',
  why: 'Where nothing is asked, no series comes, and an alert over it never fires.',
  controls: ['dora/10.1'],
  // The port of the mesh's proxy, which is put into the pod when it is made (Istio, "Integrations: Prometheus").
  params: { injected: ['http-envoy-prom'] },
  check,
  cases: {
    hold: [documents(deployment, monitor(' { matchLabels: { app: shop } }', 'admin'))],
    break: [documents(deployment, monitor(' { matchLabels: { app: shops } } # <--', 'admin')), documents(deployment, monitor(' { matchLabels: { app: shop } }', 'metrics # <--'))],
  },
};
