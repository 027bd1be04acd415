/** The configuration of a gateway as Istio pushed it, made to run on a loopback address: its filters, TLS and routes stay as they are. */
import type { Pushed } from './gateway-plan.ts';

/** Where the far ends are: host to Unix socket. */
export type FarEnds = ReadonlyMap<string, string>;

export interface BootstrapProps {
  readonly address: string;
  readonly farEnds: FarEnds;
  /** The content of a secret that the configuration names. */
  readonly secretOf: (name: string) => object;
}

export interface Bootstrap {
  readonly staticResources: { readonly listeners: readonly Listener[]; readonly clusters: readonly object[]; readonly secrets: readonly object[] };
}
interface Listener {
  readonly address: { readonly socketAddress: { readonly portValue: number } };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Filters of Istio's own build of Envoy: telemetry. */
const ownFilter = (value: unknown): boolean => isRecord(value) && typeof value['name'] === 'string' && /^istio|peer_metadata/.test(value['name']);

/** How a cluster finds its addresses, which is not judged. */
const discovery = ['type', 'edsClusterConfig', 'loadAssignment', 'typedDnsResolverConfig', 'respectDnsTtl', 'dnsJitter', 'dnsRefreshRate', 'dnsLookupFamily'];

const without = (object: object, keys: readonly string[]): object => Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

/** An answer of the gateway itself ends with the reason why there was no TLS to the far end, which access logs would tell. */
const withReason = { bodyFormat: { textFormatSource: { inlineString: '%LOCAL_REPLY_BODY% %UPSTREAM_TRANSPORT_FAILURE_REASON%' } } };

const isHttp = (value: Readonly<Record<string, unknown>>): boolean => String(value['@type']).endsWith('.HttpConnectionManager');

/** What is fetched from the control plane becomes part of the file: routes and secrets. Logs are left out. Gives the names of the secrets. */
function selfContained({ listeners, clusters, routes }: Pushed): { readonly listeners: readonly Listener[]; readonly clusters: readonly { readonly name: string }[]; readonly secrets: readonly string[] } {
  const secrets = new Set<string>();
  const reviver = (_key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((one) => !ownFilter(one));
    if (!isRecord(value)) return value;
    const { sdsConfig, accessLog, tracing, rds, ...rest } = value;
    if (sdsConfig !== undefined) secrets.add(String(rest['name']));
    return { ...rest, ...(isRecord(rds) && { routeConfig: routes.find(({ name }) => name === rds['routeConfigName']) }), ...(isHttp(value) && { localReplyConfig: withReason }) };
  };
  return { ...JSON.parse(JSON.stringify({ listeners, clusters }), reviver), secrets: [...secrets] };
}

/** Envoy's bootstrap, with an address of this run and with far ends in the place of services and outside hosts. */
export function bootstrapOf(pushed: Pushed, { address, farEnds, secretOf }: BootstrapProps): Bootstrap {
  const { listeners, clusters, secrets } = selfContained(pushed);
  return {
    staticResources: {
      listeners: listeners.map((one) => ({ ...one, address: { socketAddress: { address, portValue: one.address.socketAddress.portValue } } })),
      // `outbound|443||api.example`: direction, port, subset, host.
      clusters: clusters.flatMap((cluster) => {
        const path = farEnds.get(cluster.name.split('|')[3] ?? '');
        const endpoint = { address: { pipe: { path } } };
        return path === undefined ? [] : [{ ...without(cluster, discovery), type: 'STATIC', loadAssignment: { clusterName: cluster.name, endpoints: [{ lbEndpoints: [{ endpoint }] }] } }];
      }),
      secrets: secrets.map(secretOf),
    },
  };
}
