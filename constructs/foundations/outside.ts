import { Construct } from 'constructs';
import { durationOf } from '../durations.ts';
import { gatewayPort } from '../gateways.ts';
import { secretName } from '../mounts.ts';
import { egressName, gatewaySelector, hostOf, spiffeOf } from '../names.ts';
import type { PlannedOutside, PlannedZone } from '../plan.ts';
import { DestinationRule, Gateway, ServiceEntry, VirtualService } from '../resources/index.ts';
import { inWave } from '../sync.ts';

/** Where programs call an outside host: plain HTTP to their own proxy, which makes it mutual TLS to the gateway. */
const plainPort = 80;

/** Handshakes over the Internet, retransmissions included. */
const connectTimeout = '3s';

/** DestinationRules exist before VirtualServices send anything to their subsets. */
const waves = { destinations: inWave(0), routes: inWave(5) };

/** The Secret, in the gateway's namespace, with what an outside host knows us by. */
export const clientCertificateSecret = ({ name, mutualTls }: PlannedOutside): string | undefined => mutualTls && secretName(name, mutualTls.clientCertificate);

/** Seen by callers of the zone and by the gateway, nobody else: the same host may be reached from another zone by that zone's gateway. */
const seenBy = (zone: PlannedZone): string[] => ['.', zone.namespace];

function registryEntry(scope: Construct, { name, host, port }: PlannedOutside, zone: PlannedZone, namespace: string): void {
  new ServiceEntry(scope, 'entry', {
    metadata: { name, namespace, annotations: waves.destinations },
    spec: { hosts: [host], exportTo: seenBy(zone), location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: plainPort, name: 'http', protocol: 'HTTP' }, { number: port, name: 'https', protocol: 'HTTPS' }] },
  });
}

/** Mutual TLS from callers, so that authorization on the gateway's pods can name them. */
function listener(scope: Construct, { name, host }: PlannedOutside, namespace: string): void {
  new Gateway(scope, 'gateway', {
    metadata: { name, namespace, annotations: waves.destinations },
    spec: { selector: gatewaySelector(namespace), servers: [{ port: { number: gatewayPort, name: 'https', protocol: 'HTTPS' }, hosts: [host], tls: { mode: 'ISTIO_MUTUAL' } }] },
  });
}

/** From the caller's proxy to the gateway, and from there to the host. Nothing is repeated: only the program knows whether it may be. */
function routes(scope: Construct, { name, host, port, timeout }: PlannedOutside, zone: PlannedZone, namespace: string): void {
  const limits = { timeout: durationOf(timeout), retries: { attempts: 0 } };
  new VirtualService(scope, 'routes', {
    metadata: { name, namespace, annotations: waves.routes },
    spec: {
      hosts: [host],
      gateways: ['mesh', `${namespace}/${name}`],
      exportTo: seenBy(zone),
      http: [
        { name: 'to-gateway', match: [{ gateways: ['mesh'], port: plainPort }], ...limits, route: [{ destination: { host: hostOf({ name: egressName, namespace }), subset: name, port: { number: gatewayPort } } }] },
        { name: 'to-outside', match: [{ gateways: [`${namespace}/${name}`], port: gatewayPort }], ...limits, route: [{ destination: { host, port: { number: port } } }] },
      ],
    },
  });
}

/**
 * TLS that the gateway's own pods originate, and nobody else's. The chain is verified against the system's authorities, or those beside
 * the client certificate; the name only because `sni` and `subjectAltNames` are both written (Istio: `cluster_tls.go`).
 */
function origination(scope: Construct, outside: PlannedOutside, namespace: string): void {
  const { name, host, port } = outside;
  const verified = { sni: host, subjectAltNames: [host] };
  const credentialName = clientCertificateSecret(outside);
  const tls = credentialName ? { mode: 'MUTUAL' as const, credentialName, ...verified } : { mode: 'SIMPLE' as const, caCertificates: 'system', ...verified };
  new DestinationRule(scope, 'origination', {
    metadata: { name, namespace, annotations: waves.destinations },
    spec: { host, exportTo: ['.'], workloadSelector: { matchLabels: gatewaySelector(namespace) }, trafficPolicy: { portLevelSettings: [{ port: { number: port }, connectionPool: { tcp: { connectTimeout } }, tls }] } },
  });
}

/** How callers of a zone meet its gateway and no other workload: mutual TLS with the outside host's name, by which it tells its listeners apart. */
function subsets(scope: Construct, zone: PlannedZone, namespace: string): void {
  new DestinationRule(scope, 'subsets', {
    metadata: { name: egressName, namespace: zone.namespace, annotations: waves.destinations },
    spec: {
      host: hostOf({ name: egressName, namespace }),
      exportTo: ['.'],
      subsets: zone.outside.map(({ name, host }) => ({ name, trafficPolicy: { portLevelSettings: [{ port: { number: gatewayPort }, tls: { mode: 'ISTIO_MUTUAL' as const, sni: host, subjectAltNames: [spiffeOf({ name: egressName, namespace })] } }] } })),
    },
  });
}

/** The outside hosts of a zone, each in the registry, at the gateway and on its way out (Istio: egress gateway TLS origination). */
export function outsideHosts(scope: Construct, zone: PlannedZone, namespace: string): void {
  subsets(scope, zone, namespace);
  for (const outside of zone.outside) {
    const own = new Construct(scope, outside.name);
    registryEntry(own, outside, zone, namespace);
    listener(own, outside, namespace);
    routes(own, outside, zone, namespace);
    origination(own, outside, namespace);
  }
}
