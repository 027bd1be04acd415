/** Production on simulated nodes: it comes up, its quotas hold and refuse, its nodes can be drained, and a lost zone leaves every service. */
import { prod } from '../../environments/prod.ts';
import { check, eventually, hold, say, since } from './check.ts';
import { bounded, type Bounded } from './cluster/bounds.ts';
import { budgetsOf, drainEach, evictAll, type Kept } from './cluster/disruption.ts';
import { cordon, lose, nodesFor, nodesOf, zoneOf, type Node } from './cluster/nodes.ts';
import type { Group } from './cluster/pods.ts';
import { peakOf, refusal } from './cluster/quota.ts';
import { settle, simulate, trouble, type Simulation } from './cluster/simulation.ts';
import { writtenFor } from './cluster/written.ts';

const floor = prod.replicaFloor;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const few = ({ min }: Bounded): number => min;

async function quotas(simulation: Simulation): Promise<void> {
  const started = performance.now();
  await settle(simulation, peakOf);
  for (const [namespace, inside] of Map.groupBy(simulation.workloads, (one) => one.namespace)) {
    const refusals = await Promise.all(inside.map((one) => refusal(simulation, one)));
    const names = inside.map(({ name }) => name).join(', ');
    say(`${namespace}: ${sum(inside.map(peakOf))} pods at the highest numbers and surges fit; one more of ${names} is refused by ${[...new Set(refusals)].join('; ')}`);
  }
  say(`quotas held at ${sum(simulation.workloads.map(peakOf))} pods (${since(started)})`);
}

async function drains(simulation: Simulation, kept: readonly Kept[]): Promise<void> {
  const started = performance.now();
  simulation.pods.remember(kept);
  const count = await drainEach(simulation);
  const low = kept.filter((one) => simulation.pods.extremes(one).lowest < one.floor);
  hold(low.length === 0, `while nodes were drained, fewer pods served than promised: ${low.map((one) => `${one.name} ${simulation.pods.extremes(one).lowest} of ${one.floor}`).join(', ')}`);
  say(`${count} nodes drained one after the other; the fewest pods of any service that served: ${Math.min(...kept.map((one) => simulation.pods.extremes(one).lowest))}, the floor is ${floor} (${since(started)})`);
}

async function evictions(simulation: Simulation, kept: readonly Kept[]): Promise<void> {
  const nodes = await nodesOf(simulation.kubernetes);
  await Promise.all(nodes.map((node) => cordon(simulation.kubernetes, node, true)));
  for (const one of kept) {
    const left = await evictAll(simulation, one);
    hold(left === one.floor, `${one.name}: with no node for new pods, evictions left ${left} of the ${one.floor} that its budget keeps`);
  }
  await Promise.all(nodes.map((node) => cordon(simulation.kubernetes, node, false)));
  say(`with no node for new pods, evictions of ${kept.length} services stop at the floor of each`);
}

/** How many pods of a group serve outside some nodes. */
const survivors = ({ pods }: Simulation, group: Group, lost: readonly Node[]): number => {
  const names = new Set(lost.map(({ metadata }) => metadata.name));
  return pods.of(group).filter(({ spec }) => !names.has(spec.nodeName ?? '')).length;
};

async function lostZone(simulation: Simulation): Promise<void> {
  const { kubernetes, workloads, pods } = simulation;
  const started = performance.now();
  const zones = Map.groupBy(await nodesOf(kubernetes), zoneOf);
  for (const [zone, nodes] of zones) {
    const left = workloads.map((one) => ({ name: one.name, left: survivors(simulation, one, nodes) }));
    const gone = left.filter((one) => one.left < 1);
    hold(gone.length === 0, `without ${zone}, nothing is left of ${gone.map(({ name }) => name).join(', ')}`);
    say(`without ${zone}, every workload keeps a pod; the fewest: ${Math.min(...left.map((one) => one.left))}`);
  }
  const [zone = '', lost = []] = [...zones][0] ?? [];
  await lose(kubernetes, lost);
  const names = new Set(lost.map(({ metadata }) => metadata.name));
  // Done here at once: what the taint does after the pods' tolerationSeconds, and an administrator after that for nodes that do not come back.
  const stranded = pods.all.filter(({ spec }) => names.has(spec.nodeName ?? ''));
  await Promise.all(stranded.map(({ metadata: { name, namespace = 'default' } }) => kubernetes.send('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`)));
  const short = (): readonly Bounded[] => workloads.filter((one) => pods.serving(one) < one.min);
  await eventually(`every workload has its pods without ${zone}`, () => (short().length === 0 ? true : undefined), {
    timeout: 240_000,
    otherwise: async () => `short of pods: ${short().map(({ name }) => name).join(', ')}\n${await trouble(simulation)}`,
  });
  say(`${zone} is lost with ${stranded.length} pods: all of them run elsewhere again (${since(started)}; evicted at once, where the taint waits for minutes)`);
}

await check(async (resources) => {
  const started = performance.now();
  const objects = writtenFor(prod).map(({ object }) => object);
  const workloads = bounded(objects);
  hold(workloads.length > 0, 'the tree has no workload');
  const kept = budgetsOf(workloads, objects);
  const weak = kept.filter((one) => one.floor < floor);
  hold(weak.length === 0, `the PodDisruptionBudget keeps fewer than ${floor} pods of ${weak.map(({ name }) => name).join(', ')}`);
  const nodes = nodesFor(objects, new Set(workloads.map(({ namespace }) => namespace)));
  const simulation = await simulate(resources, { objects, nodes });
  await settle(simulation, few);
  say(`prod on ${nodes} nodes in three zones: ${workloads.length} workloads ready with ${sum(workloads.map(few))} pods (${since(started)})`);
  await quotas(simulation);
  await settle(simulation, few);
  await drains(simulation, kept);
  await settle(simulation, few);
  await lostZone(simulation);
  await evictions(simulation, kept);
});
