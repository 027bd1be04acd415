/** The gateways of a plan, and what the control plane makes of the emitted manifests for them. */
import { spawnSync } from 'node:child_process';
import { egressName, ingressName } from '../../../constructs/names.ts';
import type { Plan, PlannedZone } from '../../../constructs/plan.ts';
import { hold } from '../check.ts';
import { gatewayRenderer } from './gateway-renderer.ts';
import { identity, type Identity } from './identity.ts';
import type { Emitted } from './manifests.ts';

export interface PlannedGateway {
  readonly name: typeof ingressName | typeof egressName;
  readonly namespace: string;
  readonly zone: PlannedZone;
}

export const gatewaysOf = ({ zones }: Pick<Plan, 'zones'>): PlannedGateway[] =>
  zones.flatMap((zone) => [
    ...(zone.ingressNamespace ? [{ name: ingressName, namespace: zone.ingressNamespace, zone } as const] : []),
    ...(zone.egressNamespace ? [{ name: egressName, namespace: zone.egressNamespace, zone } as const] : []),
  ]);

export const identityOf = ({ namespace, name }: PlannedGateway): Identity => identity(namespace, name);

/** What the control plane pushes to a gateway, in Envoy's own words. */
export interface Pushed {
  readonly listeners: readonly object[];
  readonly routes: readonly { readonly name: string }[];
  readonly clusters: readonly { readonly name: string }[];
}

/** The fields of the control plane's own settings, as the Sail operator's `Istio` has them. */
interface ControlPlane extends Emitted {
  readonly kind: 'Istio';
  readonly spec: { readonly values: { readonly meshConfig: { readonly trustDomain: string }; readonly pilot: { readonly env: Readonly<Record<string, string>> } } };
}

interface Workload extends Emitted {
  readonly spec: { readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: { readonly serviceAccountName: string } } };
}

const isControlPlane = (object: Emitted): object is ControlPlane => object.kind === 'Istio';
const isDeployment = (object: Emitted): object is Workload => object.apiVersion === 'apps/v1' && object.kind === 'Deployment';
const builtIn = ['Namespace', 'Service', 'ServiceAccount'];

/** Filters that only Istio's own build of Envoy has; neither decides what passes. */
const withoutOwnFilters = { PILOT_ENABLE_ALPN_FILTER: 'false', PILOT_ENABLE_METADATA_EXCHANGE: 'false' };

/** What a gateway is to the control plane: its pod, as the emitted Deployment would make it. */
function podOf(objects: readonly Emitted[], { namespace, name }: PlannedGateway, ip: string) {
  const found = objects.filter(isDeployment).find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  hold(found !== undefined, `there is no Deployment ${name} in ${namespace}`);
  const { metadata, spec } = found.spec.template;
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, spec, status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] } };
  return { pod, gateway: { namespace, name, account: spec.serviceAccountName, ip, labels: metadata.labels } };
}

/** Asks Istio for the configuration of gateways; by namespace. */
export function renderGateways(objects: readonly Emitted[], gateways: readonly PlannedGateway[]): ReadonlyMap<string, Pushed> {
  const settings = objects.find(isControlPlane);
  hold(settings !== undefined, 'there is no Istio among the objects');
  const { meshConfig, pilot } = settings.spec.values;
  const pods = gateways.map((gateway, i) => podOf(objects, gateway, `10.0.0.${i + 1}`));
  const request = {
    meshConfig,
    cluster: [...objects.filter(({ kind, apiVersion }) => apiVersion === 'v1' && builtIn.includes(kind)), ...pods.map(({ pod }) => pod)],
    config: objects.filter(({ apiVersion }) => apiVersion.includes('.istio.io/')),
    gateways: pods.map(({ gateway }) => gateway),
  };
  const { status, stdout, stderr } = spawnSync(gatewayRenderer(), { input: JSON.stringify(request), encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, ...pilot.env, ...withoutOwnFilters } });
  hold(status === 0, `gateway-render ended with ${status}:\n${stderr}`);
  const answers: Readonly<Record<string, Pushed>> = JSON.parse(stdout);
  return new Map(gateways.map(({ namespace, name }) => [namespace, answers[`${namespace}/${name}`] ?? { listeners: [], routes: [], clusters: [] }]));
}
