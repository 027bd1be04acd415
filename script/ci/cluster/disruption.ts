/** The promises of the PodDisruptionBudgets, put to the test. */
import { hold } from '../check.ts';
import type { Bounded } from './bounds.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { cordon, drain, nodesOf } from './nodes.ts';
import { selects, type Group } from './pods.ts';
import type { Simulation } from './simulation.ts';
import { podOf } from './templates.ts';

interface PodDisruptionBudget extends KubernetesObject {
  readonly spec: { readonly minAvailable?: number | string; readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
}

const isBudget = (object: KubernetesObject): object is PodDisruptionBudget => object.kind === 'PodDisruptionBudget';

/** The pods that a budget keeps, and how many of them. */
export interface Kept extends Group {
  readonly floor: number;
}

/** The budgets of some workloads. Throws when one has none, or one that keeps no fixed number. */
export const budgetsOf = (workloads: readonly Bounded[], objects: readonly KubernetesObject[]): readonly Kept[] =>
  workloads.map(({ name, namespace, workload }) => {
    const budget = objects.filter(isBudget).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    const floor = budget?.spec.minAvailable;
    hold(typeof floor === 'number', `${namespace}/${name}: ${budget ? `its PodDisruptionBudget says minAvailable ${floor ?? 'nothing'}, where a number is meant` : 'no PodDisruptionBudget has its name'}`);
    const kept = { name, namespace, matchLabels: budget?.spec.selector?.matchLabels ?? {}, floor };
    hold(podOf(workload).every((pod) => selects(kept, pod)), `${namespace}/${name}: its PodDisruptionBudget does not select its pods`);
    return kept;
  });

/**
 * Drains every node in turn. The next one is taken as soon as the former is empty, whether its pods serve again or not: only the budgets
 * stand in the way. Returns how many nodes were drained.
 */
export async function drainEach(simulation: Simulation): Promise<number> {
  const nodes = await nodesOf(simulation.kubernetes);
  for (const node of nodes) {
    await drain(simulation, node);
    await cordon(simulation.kubernetes, node, false);
  }
  return nodes.length;
}

/** Evicts pods of a group while no node takes new ones, and returns how many still serve when the budget says no. */
export async function evictAll({ kubernetes, pods }: Simulation, group: Kept): Promise<number> {
  let left = pods.serving(group);
  for (const { metadata: { name, namespace = 'default' } } of pods.of(group)) {
    const { status, body } = await kubernetes.send<object>('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } } });
    if (status === 429) continue;
    hold(status < 300, `${name} cannot be evicted: ${status} ${body.message ?? ''}`);
    left -= 1;
  }
  return left;
}
