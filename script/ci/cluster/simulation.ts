/** An environment's tree on simulated nodes: stored for real, with those operators at work that make its pods. */
import { eventually, hold } from '../check.ts';
import { bounded, type Bounded } from './bounds.ts';
import { installDefinitions, startCluster, type Cluster } from './cluster.ts';
import { injectProxies, proxyResources } from './injector.ts';
import { Kubernetes, type KubernetesObject } from './kubernetes.ts';
import { giveDisks } from './nodes.ts';
import { PodWatch } from './pods.ts';
import type { Running } from './processes.ts';
import { rolloutsDefinitions, startRollouts } from './rollouts.ts';
import { definitionsOf } from './written.ts';

export interface Simulation {
  readonly cluster: Cluster;
  readonly kubernetes: Kubernetes;
  readonly pods: PodWatch;
  /** Rollouts and Deployments with the bounds of their autoscalers. */
  readonly workloads: readonly Bounded[];
  /** Operators that run: each must still do so at the end. */
  readonly operators: readonly Running[];
}

export interface SimulationProps {
  readonly objects: readonly KubernetesObject[];
  /** Simulated nodes of 8 CPU and 32 GiB, in three zones. */
  readonly nodes: number;
  /** Definitions that no object of the tree asks for, but an operator. */
  readonly definitions?: readonly string[];
}

/** Stored before what they decide about; a quota counts nothing until the controllers have seen it. */
const first: ReadonlySet<string> = new Set(['Namespace', 'PriorityClass', 'ResourceQuota', 'LimitRange', 'ServiceAccount']);

/**
 * What acts on pods, save autoscalers: a check sets the numbers itself, or stores them when it has KEDA. The rest of the tree would lie in the
 * store unread; that the API server takes it is what the dry run shows.
 */
const acting: ReadonlySet<string> = new Set(['ConfigMap', 'Service', 'Deployment', 'Rollout', 'AnalysisTemplate', 'VirtualService', 'DestinationRule', 'PodDisruptionBudget']);

interface ResourceQuota extends KubernetesObject {
  readonly status?: { readonly hard?: object };
}

/** Namespaces that the tree writes into and does not make: OpenShift's own. */
function foreignNamespaces(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...used].filter((name) => !own.has(name)).map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** Starts a cluster and stores the objects; everything ends with `resources`. */
export async function simulate(resources: AsyncDisposableStack, { objects: all, nodes, definitions = [] }: SimulationProps): Promise<Simulation> {
  const objects = all.filter(({ kind }) => first.has(kind) || acting.has(kind));
  const cluster = resources.use(startCluster({ nodes }));
  await installDefinitions(cluster, [...new Set([...definitionsOf(objects), ...rolloutsDefinitions, ...definitions])]);
  const kubernetes = resources.use(new Kubernetes(cluster));
  await giveDisks(kubernetes);
  resources.use(await injectProxies(cluster, kubernetes, proxyResources(all)));
  await kubernetes.applyAll([...foreignNamespaces(objects), ...objects.filter(({ kind }) => kind === 'Namespace')]);
  await kubernetes.applyAll(objects.filter(({ kind }) => first.has(kind) && kind !== 'Namespace'));
  await eventually('the quotas are counted', async () => {
    const quotas = await kubernetes.list<ResourceQuota>('/api/v1/resourcequotas');
    return quotas.every(({ status }) => status?.hard) ? true : undefined;
  });
  const operators = [resources.use(await startRollouts(cluster))];
  const pods = resources.use(new PodWatch(kubernetes));
  await kubernetes.applyAll(objects.filter(({ kind }) => !first.has(kind)));
  return { cluster, kubernetes, pods, workloads: bounded(all), operators };
}

/** Sets the number of a workload's pods, as its autoscaler would. */
export async function scale({ kubernetes }: Simulation, { workload }: Bounded, replicas: number): Promise<void> {
  await kubernetes.merge(`${await kubernetes.path(workload)}/scale`, { spec: { replicas } });
}

/** Scales every workload and waits until just so many pods serve. */
export async function settle(simulation: Simulation, replicasOf: (one: Bounded) => number): Promise<void> {
  const { workloads, pods, operators } = simulation;
  await Promise.all(workloads.map((one) => scale(simulation, one, replicasOf(one))));
  const open = (): readonly string[] => workloads.flatMap((one) => {
    const [wanted, serving, all] = [replicasOf(one), pods.serving(one), pods.of(one).length];
    return serving === wanted && all === wanted ? [] : [`${one.name} ${serving} of ${wanted}`];
  });
  await eventually('every workload has its pods', () => {
    for (const { ended } of operators) hold(ended() === undefined, ended() ?? '');
    return open().length === 0 ? true : undefined;
  }, { otherwise: async () => `${open().join(', ')}\n${await trouble(simulation)}`, timeout: 240_000 });
}

interface Warning extends KubernetesObject {
  readonly type: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

/** What the cluster itself warns of, or else the last words of the operators: why something does not come about. */
export async function trouble({ kubernetes, operators }: Simulation): Promise<string> {
  const events = await kubernetes.list<Warning>('/api/v1/events?fieldSelector=type%3DWarning');
  const told = new Set(events.map(({ reason, message, involvedObject: { kind, name } }) => `${kind} ${name}: ${reason ?? ''} ${message ?? ''}`));
  if (told.size > 0) return [...told].slice(-10).join('\n');
  return operators.map(({ output }) => output().trimEnd().split('\n').slice(-5).join('\n')).join('\n');
}
