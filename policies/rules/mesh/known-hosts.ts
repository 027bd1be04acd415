import { at, list, text, texts, type Manifest, type ManifestIndex, type Path, type Value } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

interface Named {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly host: string;
}

const routes = ['http', 'tls', 'tcp'] as const;

const destinations = (manifest: Manifest): Named[] =>
  routes.flatMap((kind) =>
    list(at(manifest.spec, kind)).flatMap((route, r) =>
      list(at(route, 'route')).flatMap((target: Value, t) => {
        const host = text(at(target, 'destination', 'host'));
        return host === undefined ? [] : [{ manifest, host, path: ['spec', kind, r, 'route', t, 'destination', 'host'] }];
      }),
    ),
  );

function hostOf(manifest: Manifest): Named[] {
  const host = text(at(manifest.spec, 'host'));
  return host === undefined ? [] : [{ manifest, host, path: ['spec', 'host'] }];
}

const domain = 'svc.cluster.local';

/** Every name by which something in a namespace may be called: of Services the short ones too (Istio, "VirtualService", Destination). */
function known(index: ManifestIndex): (host: string, namespace: string) => boolean {
  const services = new Set(index.ofKind('Service', '').map(({ name, namespace = 'default' }) => `${name}.${namespace}.${domain}`));
  const entries = new Set(index.ofKind('ServiceEntry', 'networking.istio.io').flatMap(({ spec }) => texts(at(spec, 'hosts'))));
  const endings = [...entries].filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1));
  const whole = (host: string, namespace: string): string => (host.endsWith(`.${domain}`) ? host : host.endsWith('.svc') ? `${host}.cluster.local` : host.includes('.') ? `${host}.${domain}` : `${host}.${namespace}.${domain}`);
  return (host, namespace) => services.has(whole(host, namespace)) || entries.has(host) || endings.some((ending) => host.endsWith(ending));
}

/** A star in a DestinationRule is about hosts and calls none. Without any Service among the manifests, they are elsewhere. */
function* check(index: ManifestIndex): Generator<Problem> {
  if (index.ofKind('Service', '').length === 0 && index.ofKind('ServiceEntry').length === 0) return;
  const isKnown = known(index);
  const named = [...index.ofKind('VirtualService', 'networking.istio.io').flatMap(destinations), ...index.ofKind('DestinationRule', 'networking.istio.io').flatMap(hostOf)];
  for (const { manifest, path, host } of named) {
    if (host.includes('*') || isKnown(host, manifest.namespace ?? 'default')) continue;
    yield { manifest, path, message: `calls ${host}, which is neither a Service nor in a ServiceEntry: declare it, or call one that is` };
  }
}

const tree = (host: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop]
  http:
    - route:
        - destination:
            host: ${host}
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: bank, namespace: shop }
spec: { hosts: [bank.example], resolution: DNS }
`;

export const knownHosts: Rule = {
  id: 'mesh/known-hosts',
  title: 'What is called is known to the mesh',
  why: 'A route to a host that nobody declared ends in nothing, or, where the mesh lets everything out, somewhere else.',
  controls: ['pci-dss-4.0.1/1.2.5', 'pci-dss-4.0.1/1.3.2'],
  check,
  cases: { hold: ['shop', 'shop.shop', 'shop.shop.svc.cluster.local', 'bank.example'].map(tree), break: [tree('shops # <--'), tree('evil.example # <--')] },
};
