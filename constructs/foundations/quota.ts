import type { Construct } from 'constructs';
import type { Bytes, Environment } from '../declaration/index.ts';
import { podSetsOf, type PodSet } from '../footprint.ts';
import type { PlannedNamespace } from '../namespaces.ts';
import type { Plan } from '../plan.ts';
import { cpu, mebibytes, memory, millicores } from '../quantities.ts';
import { k8s } from '../resources/index.ts';

const quantities = (values: Readonly<Record<string, string | number>>): Record<string, k8s.Quantity> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? k8s.Quantity.fromString(value) : k8s.Quantity.fromNumber(value)]));

const sum = (sets: readonly PodSet[], of: (set: PodSet) => number): number => sets.reduce((total, set) => total + set.pods * of(set), 0);
const added = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Ways in that would pass by the ingress gateways: ports of nodes, and load balancers of the cloud. */
const noWayIn = { 'services.loadbalancers': 0, 'services.nodeports': 0 };

/** Exactly what the pod sets ask for. CPU has no limit here, since no container has one and a quota would then demand it of each. */
function most(sets: readonly PodSet[]): Record<string, string | number> {
  const used = memory(sum(sets, ({ containers }) => added(containers.map((one) => mebibytes(one.memory)))));
  return {
    pods: sum(sets, () => 1),
    'requests.cpu': cpu(sum(sets, ({ containers }) => added(containers.map((one) => millicores(one.cpu))))),
    'requests.memory': used,
    'limits.memory': used,
    persistentvolumeclaims: sum(sets, ({ claims = [] }) => claims.length),
    'requests.storage': memory(sum(sets, ({ claims = [] }) => added(claims.map(mebibytes)))),
  };
}

const largest = (values: readonly Bytes[]): Bytes => memory(Math.max(...values.map(mebibytes)));

/** A container that says nothing gets what a proxy asks for; none gets a CPU limit, which a default or a maximum of CPU would bring. */
function limits(sets: readonly PodSet[], { proxy }: Environment): k8s.LimitRangeItem[] {
  const claims = sets.flatMap((set) => set.claims ?? []);
  return [
    {
      type: 'Container',
      defaultRequest: quantities({ cpu: proxy.cpu, memory: proxy.memory }),
      default: quantities({ memory: proxy.memory }),
      max: quantities({ memory: largest([proxy.memory, ...sets.flatMap(({ containers }) => containers.map((one) => one.memory))]) }),
    },
    ...(claims.length > 0 ? [{ type: 'PersistentVolumeClaim', max: quantities({ storage: largest(claims) }) }] : []),
  ];
}

/**
 * The quota of a namespace, computed from what may run in it: the highest replica counts with the surge of a roll-out fit, and not one pod
 * more. A namespace whose operator sizes it gets just the refusal of other ways in.
 */
export function quota(scope: Construct, namespace: PlannedNamespace, plan: Plan): void {
  const sets = podSetsOf(namespace, plan);
  const sized = namespace.role !== 'mesh' && namespace.role !== 'mesh-network';
  new k8s.KubeResourceQuota(scope, 'quota', { metadata: { name: 'computed', namespace: namespace.name }, spec: { hard: quantities({ ...(sized && most(sets)), ...noWayIn }) } });
  if (sized) new k8s.KubeLimitRange(scope, 'limits', { metadata: { name: 'computed', namespace: namespace.name }, spec: { limits: limits(sets, plan.environment) } });
}
