import type { Construct } from 'constructs';
import { durationOf } from '../durations.ts';
import { days } from '../declaration/index.ts';
import { doorLimits, patchAnnotations, patchPriority } from '../limits.ts';
import { gatewaySelector, ingressName, podLabels } from '../names.ts';
import type { PlannedDoor, PlannedService } from '../plan.ts';
import { AuthorizationPolicy, Certificate, EnvoyFilter, Gateway, k8s, Route } from '../resources/index.ts';
import { audienceOf, exportTo, permitted, preflightsOf } from '../routes.ts';
import type { Facet } from './facet.ts';

/** The Secret that cert-manager keeps the certificate of a door in. */
const certificateSecret = (service: string): string => `${service}-tls`;

/** What TLS 1.2 may use, with a key on P-256: forward secret and authenticated (BSI TR-02102-2, Mozilla "intermediate"). TLS 1.3 has only such. */
const cipherSuites = ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-GCM-SHA256'];

/** A whole store, or a carrier's customers, may come from one address: connections at once, and new ones in three seconds. */
const perAddress = { concurrent: 200, inThreeSeconds: 300 };

function certificate(scope: Construct, { name, environment: { certificates } }: PlannedService, { fqdn, ingressNamespace: namespace }: PlannedDoor): void {
  new Certificate(scope, 'certificate', {
    metadata: { name, namespace },
    spec: {
      secretName: certificateSecret(name),
      dnsNames: [fqdn],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: certificates.issuer },
      duration: durationOf(days(90)),
      renewBefore: durationOf(days(30)),
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
    },
  });
}

/** TLS ends here, not at the router, so that card data is never in clear on its way. Only the service's own routes may take the host. */
function gateway(scope: Construct, { name, zone }: PlannedService, { fqdn, ingressNamespace: namespace }: PlannedDoor): void {
  new Gateway(scope, 'gateway', {
    metadata: { name, namespace },
    spec: {
      selector: gatewaySelector(namespace),
      servers: [{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [`${zone.namespace}/${fqdn}`], tls: { mode: 'SIMPLE', credentialName: certificateSecret(name), minProtocolVersion: 'TLSV1_2', cipherSuites } }],
    },
  });
}

function route(scope: Construct, { name }: PlannedService, { fqdn, ingressNamespace: namespace }: PlannedDoor): void {
  new Route(scope, 'route', {
    metadata: {
      name,
      namespace,
      annotations: {
        'haproxy.router.openshift.io/balance': 'leastconn',
        'haproxy.router.openshift.io/rate-limit-connections': 'true',
        'haproxy.router.openshift.io/rate-limit-connections.concurrent-tcp': String(perAddress.concurrent),
        'haproxy.router.openshift.io/rate-limit-connections.rate-tcp': String(perAddress.inThreeSeconds),
      },
    },
    spec: { host: fqdn, to: { kind: 'Service', name: ingressName, weight: 100 }, port: { targetPort: 'https' }, tls: { termination: 'passthrough', insecureEdgeTerminationPolicy: 'None' }, wildcardPolicy: 'None' },
  });
}

/** What the gateway lets in: this host, the declared methods and paths, and preflights of them where the door takes calls of other origins. */
function admission(scope: Construct, service: PlannedService, { fqdn, ingressNamespace: namespace }: PlannedDoor): void {
  const { name, operations } = service;
  const to = permitted([...operations, ...preflightsOf(service)]).map((operation) => ({ operation: { ...operation, hosts: [fqdn, `${fqdn}:443`], ports: ['443'] } }));
  new AuthorizationPolicy(scope, 'admission', { metadata: { name, namespace, annotations: { 'guichet.dev/because': `public door ${fqdn}` } }, spec: { selector: { matchLabels: gatewaySelector(namespace) }, action: 'ALLOW', rules: [{ to }] } });
}

/** The gateway's end of the opening whose other end is the service's own. */
function opening(scope: Construct, { name, port, zone }: PlannedService, { fqdn, ingressNamespace: namespace }: PlannedDoor): void {
  const id = `ingress-to-${name}`;
  const peer = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': zone.namespace } }, podSelector: { matchLabels: podLabels(name) } };
  new k8s.KubeNetworkPolicy(scope, id, {
    metadata: { name: id, namespace, annotations: { 'guichet.dev/because': `public door ${fqdn}` } },
    spec: { podSelector: { matchLabels: podLabels(ingressName) }, policyTypes: ['Egress'], egress: [{ to: [peer], ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }] }] },
  });
}

/**
 * Where a service is found: its Service, and for a public door everything from the router to the ingress gateway of its zone. The routes
 * of the door's host are the service's own VirtualService (facet resilience).
 */
export const exposure: Facet = {
  name: 'exposure',
  layer: 'service',
  wave: 10,
  render(scope, service) {
    const { name, port, door, zone: { namespace } } = service;
    new k8s.KubeService(scope, 'service', {
      metadata: { name, namespace, annotations: exportTo(audienceOf(service)) },
      spec: { type: 'ClusterIP', selector: podLabels(name), ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromNumber(port), protocol: 'TCP', appProtocol: 'http' }] },
    });
    if (!door) return;
    for (const part of [certificate, gateway, route, admission, opening]) part(scope, service, door);
    new EnvoyFilter(scope, 'limits', { metadata: { name, namespace: door.ingressNamespace, annotations: patchAnnotations }, spec: { priority: patchPriority.figures, workloadSelector: { labels: gatewaySelector(door.ingressNamespace) }, configPatches: [...doorLimits(door)] } });
  },
};
