import { durationOf } from '../durations.ts';
import { hostOf, podLabels, spiffeOf } from '../names.ts';
import type { PlannedDoor, PlannedService } from '../plan.ts';
import { DestinationRule, VirtualService } from '../resources/index.ts';
import { audienceOf, canarySubset, pathMatch, preflightRoute, preflightsOf, routesOf, stableSubset, type OperationRoute } from '../routes.ts';
import type { Facet } from './facet.ts';

/** How many requests a second a pod is taken to bear where its scaling does not say. */
const defaultPerPod = 50;

/** Longer than a handshake between zones ever takes, in milliseconds. */
const longestConnect = 1_000;

/** RFC 6797: browsers keep to TLS for a year, for this host and those below it. */
const strictTransport = 'max-age=31536000; includeSubDomains';

/**
 * Failures that say that nothing was done: no connection, a stream that the callee refused, or a reset before the request was sent.
 * A try that was sent is never repeated, and so none needs a timeout of its own, which would only cut the one answer short.
 */
const nothingWasDone = 'connect-failure,refused-stream,reset-before-request';

/** So that the tries of every operation fit into its timeout, in milliseconds: what is repeated waits for a connection only. */
export const connectTimeoutOf = ({ operations }: PlannedService): number => Math.floor(Math.min(longestConnect, ...operations.map(({ timeout, retries }) => timeout / (retries + 1))));

/**
 * What one caller's pod may have under way: what the callee, fully scaled out, is meant to take in within a second. More than that is
 * better refused at once (503) than queued in front of a callee that cannot keep up.
 */
function connectionPool(service: PlannedService) {
  const { scaling, replicas } = service;
  const perPod = scaling.on === 'requests' ? scaling.perPod : defaultPerPod;
  const underWay = perPod * replicas.max;
  return {
    tcp: { maxConnections: underWay, connectTimeout: durationOf(connectTimeoutOf(service)), tcpKeepalive: { time: '300s', interval: '75s' } },
    // Waiting for a connection: one pod's second. Repetitions add a tenth to the load at most, however much fails.
    http: { http2MaxRequests: underWay, http1MaxPendingRequests: perPod, maxRetries: Math.ceil(underWay / 10) },
  };
}

/**
 * A pod that cannot be reached or whose proxy answers for it (502, 503, 504) is left out for a while. An application's own 500 ejects
 * nothing: one operation's fault would take the others with it. Of the least number of pods, the floor stays in.
 */
function outlierDetection({ replicas: { min }, environment: { replicaFloor } }: PlannedService) {
  return {
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailures: 5,
    consecutiveGatewayErrors: 5,
    consecutive5xxErrors: 0,
    interval: '10s',
    baseEjectionTime: '30s',
    maxEjectionPercent: Math.ceil((100 * (min - replicaFloor)) / min),
  };
}

/** Pods of the caller's failure zone first, then the region's; new pods are warmed up over half a minute. */
const loadBalancer = {
  simple: 'LEAST_REQUEST' as const,
  localityLbSetting: { enabled: true, failoverPriority: ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'] },
  warmup: { duration: '30s' },
};

const destinations = (host: string) => [
  { destination: { host, subset: stableSubset }, weight: 100 },
  { destination: { host, subset: canarySubset }, weight: 0 },
];

const httpRoute = ({ name, operation: { method, timeout, retries }, path }: OperationRoute, { door, ...service }: PlannedService) => ({
  name,
  match: [{ method: { exact: method }, uri: path }],
  timeout: durationOf(timeout),
  retries: retries > 0 ? { attempts: retries, retryOn: nothingWasDone } : { attempts: 0 },
  ...(door && { headers: { response: { set: { 'strict-transport-security': strictTransport } } } }),
  route: destinations(hostOf({ name: service.name, namespace: service.zone.namespace })),
});

/** Answered from memory, in milliseconds. */
const preflightTimeout = 1_000;

/** Preflights come by the door alone; none where nobody may ask, since a route without a match would carry everything. */
function preflightRoutes(service: PlannedService, { ingressNamespace }: PlannedDoor) {
  const preflights = preflightsOf(service);
  if (preflights.length === 0) return [];
  const { name, zone: { namespace } } = service;
  return [{
    name: preflightRoute,
    match: preflights.map(({ method, path }) => ({ gateways: [`${ingressNamespace}/${name}`], method: { exact: method }, uri: pathMatch(path) })),
    timeout: durationOf(preflightTimeout),
    retries: { attempts: 0 },
    headers: { response: { set: { 'strict-transport-security': strictTransport } } },
    route: destinations(hostOf({ name, namespace })),
  }];
}

/**
 * How callers treat the service: timeouts and repetitions of each operation, as declared; connection pools, ejection of faulty pods and
 * locality. There is no route for everything: a request that is no declared operation is answered 404 by the caller's own proxy.
 * Argo Rollouts writes the pods of the two subsets and the weights between them.
 */
export const resilience: Facet = {
  name: 'resilience',
  layer: 'service',
  wave: 10,
  render(scope, service) {
    const { name, zone: { namespace }, door } = service;
    const host = hostOf({ name, namespace });
    const exportTo = audienceOf(service);
    new DestinationRule(scope, 'destination', {
      metadata: { name, namespace },
      spec: {
        host,
        exportTo,
        trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: [spiffeOf({ name, namespace })] }, connectionPool: connectionPool(service), loadBalancer, outlierDetection: outlierDetection(service) },
        subsets: [stableSubset, canarySubset].map((subset) => ({ name: subset, labels: podLabels(name) })),
      },
    });
    if (service.operations.length === 0) return;
    new VirtualService(scope, 'routes', {
      metadata: { name, namespace },
      spec: {
        hosts: [host, ...(door ? [door.fqdn] : [])],
        gateways: ['mesh', ...(door ? [`${door.ingressNamespace}/${name}`] : [])],
        exportTo,
        http: [...routesOf(service).map((route) => httpRoute(route, service)), ...(door ? preflightRoutes(service, door) : [])],
      },
    });
  },
};
