/** The simulated machines: how many are needed, and how one is taken away. */
import { eventually, hold } from '../check.ts';
import { kubectl } from './cluster.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import type { Simulation } from './simulation.ts';

export interface Node extends KubernetesObject {
  readonly spec?: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] };
}

interface ResourceQuota extends KubernetesObject {
  readonly spec: { readonly hard: Readonly<Record<string, string>> };
}

/** Of each simulated node, and how much of it pods may fill: a spread over zones leaves gaps. */
const cpusOfNode = 8;
const filled = 0.8;

const cpus = (quantity: string): number => (quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity));

const isQuota = (object: KubernetesObject): object is ResourceQuota => object.kind === 'ResourceQuota';

/** As many nodes, in three zones, as hold everything that the quotas of some namespaces allow, with one zone lost; six at least. */
export function nodesFor(objects: readonly KubernetesObject[], namespaces: ReadonlySet<string>): number {
  const asked = objects.filter(isQuota).filter(({ metadata }) => namespaces.has(metadata.namespace ?? '')).map(({ spec: { hard } }) => cpus(hard['requests.cpu'] ?? '0'));
  const total = asked.reduce((sum, one) => sum + one, 0);
  return 3 * Math.max(2, Math.ceil(total / (2 * cpusOfNode * filled)));
}

export const nodesOf = (kubernetes: Kubernetes): Promise<readonly Node[]> => kubernetes.list<Node>('/api/v1/nodes');

/** Gives the nodes a disk, which the simulated ones lack and our pods ask for. */
export async function giveDisks(kubernetes: Kubernetes): Promise<void> {
  const disk = { 'ephemeral-storage': '200Gi' };
  for (const { metadata: { name } } of await nodesOf(kubernetes)) await kubernetes.merge(`/api/v1/nodes/${name}/status`, { status: { capacity: disk, allocatable: disk } });
}

export const zoneOf = ({ metadata }: Node): string => metadata.labels?.['topology.kubernetes.io/zone'] ?? '';

/** Whether new pods may go to a node. */
export const cordon = async (kubernetes: Kubernetes, { metadata: { name } }: Node, unschedulable: boolean): Promise<void> => {
  await kubernetes.merge(`/api/v1/nodes/${name}`, { spec: { unschedulable } });
};

/** `kubectl drain`: cordons, then evicts, and asks again whenever a PodDisruptionBudget says no. */
export async function drain({ cluster }: Simulation, { metadata: { name } }: Node): Promise<void> {
  const { ok, output } = await kubectl(cluster, ['drain', name, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=90s']);
  hold(ok, `${name} cannot be drained: ${output.split('\n').slice(-5).join('; ')}`);
}

/** Cuts the power of nodes and waits until the control plane takes them for lost. */
export async function lose(kubernetes: Kubernetes, lost: readonly Node[]): Promise<void> {
  const paths = lost.map(({ metadata: { name } }) => `/api/v1/nodes/${name}`);
  const unknown = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'its power was cut', lastHeartbeatTime: null };
  for (const path of paths) await kubernetes.merge(path, { metadata: { labels: { type: null } } }); // no heartbeat from now on
  await eventually('the lost nodes are tainted', async () => {
    const nodes = await Promise.all(paths.map((path) => kubernetes.get<Node>(path)));
    const alive = paths.filter((_, index) => !nodes[index]?.spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/unreachable'));
    // The control plane would wait for 50 s of silence before it said so itself.
    for (const path of alive) await kubernetes.send('PATCH', `${path}/status`, { body: { status: { conditions: [unknown] } }, type: 'application/strategic-merge-patch+json' });
    return alive.length === 0 ? true : undefined;
  }, { every: 1_000 });
}
