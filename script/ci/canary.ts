/**
 * The real Argo Rollouts controller takes new versions of production's services through their canary steps: a good one to the end, bad ones
 * back to the old digest, and one of which nothing is known no further.
 */
import { canaryWeights, surgeOf } from '../../constructs/canary.ts';
import { seconds } from '../../constructs/declaration/index.ts';
import { metricsTokenSecret } from '../../constructs/names.ts';
import { prod } from '../../environments/prod.ts';
import { check, hold, say, since } from './check.ts';
import { askingAt, metricsIn } from './cluster/analysis.ts';
import type { KubernetesObject } from './cluster/kubernetes.ts';
import { fakePrometheus } from './cluster/prometheus.ts';
import { comesTo, imageOf, imagesIn, onlyRuns, renewed, type End, type Release } from './cluster/release.ts';
import { renderedFor } from './cluster/rendered.ts';
import { isRollout, type Rollout } from './cluster/rollouts.ts';
import { settle, simulate, type Simulation } from './cluster/simulation.ts';
import { isWorkload } from './cluster/templates.ts';
import { watchTraffic, type TrafficWatch } from './cluster/traffic.ts';

/** A new version, and what Prometheus says of it at a share of the traffic, in percent: the rate of successes, and the latency in milliseconds. */
interface Case {
  readonly service: string;
  readonly says: string;
  readonly success: (share: number) => number | undefined;
  readonly latency: number | undefined;
  readonly ends: End;
  /** The most traffic that it may ever have. */
  readonly most: number;
}

const [first] = canaryWeights;
const last = Math.max(...canaryWeights);

const cases: readonly Case[] = [
  { service: 'payments', says: 'succeeds', success: () => 1, latency: 20, ends: 'promoted', most: 100 },
  { service: 'ledger', says: 'fails every other request', success: () => 0.5, latency: 20, ends: 'taken back', most: first },
  { service: 'gateway', says: `fails at ${last} % of the traffic`, success: (share) => (share < last ? 1 : 0.5), latency: 20, ends: 'taken back', most: last },
  { service: 'baskets', says: 'answers after a minute', success: () => 1, latency: 60_000, ends: 'taken back', most: first },
  { service: 'customers', says: 'is not scraped', success: () => undefined, latency: undefined, ends: 'held', most: first },
];

/** A share of the traffic is watched for seconds instead of minutes; nothing else differs from production. */
const hurried = { ...prod, canary: { hold: seconds(5) } };

/** What is asked names the service and the pods of its new version. */
function answerTo(query: string, traffic: TrafficWatch): number | undefined {
  const found = cases.find(({ service }) => query.includes(`="${service}"`));
  return query.includes('histogram_quantile') ? found?.latency : found?.success(traffic.shares(found.service).at(-1) ?? 0);
}

/** What must be true at the end. Returns what to say of it. */
async function judge({ ends, most }: Case, release: Release, traffic: TrafficWatch): Promise<string> {
  const { simulation: { kubernetes }, workload: { name, namespace, min }, rollout } = release;
  await comesTo(ends, release);
  if (ends !== 'held') await onlyRuns(release, imageOf(ends === 'promoted' ? renewed(rollout) : rollout));
  const shares = traffic.shares(name);
  const failed = await metricsIn(kubernetes, namespace, name, 'Failed');
  hold(Math.max(...shares) === most, `${name} had ${shares.join(', ')} % of the traffic, where ${most} % is the most`);
  switch (ends) {
    case 'promoted':
      hold(shares.join() === [0, ...canaryWeights, 100, 0].join(), `${name} had ${shares.join(', ')} % of the traffic, which are not its steps`);
      return `${shares.slice(1, -1).join(', ')} % of the traffic, and ${min} pods of the new digest in the end`;
    case 'taken back':
      hold(failed.length > 0 && shares.at(-1) === 0, `${name} was taken back with ${shares.at(-1) ?? 0} % of the traffic; failed: ${failed.join(', ')}`);
      return `${failed.join(' and ')} failed at ${most} % of the traffic, and ${min} pods of the old digest are left, with all of it`;
    case 'held':
      hold(imagesIn(release).size === 2, `${name} is held, but has pods of one digest`);
      return `${shares.at(-1) ?? 0} % of the traffic until a person decides`;
  }
}

/** The releases to be, once the first version of each service counts as available: only then is there something to go back to. */
async function released(simulation: Simulation, rollouts: readonly Rollout[]): Promise<ReadonlyMap<Case, Release>> {
  await settle(simulation, ({ min }) => min);
  const releases = cases.map((one): [Case, Release] => {
    const [workload, rollout] = [simulation.workloads.find(({ name }) => name === one.service), rollouts.find(({ metadata }) => metadata.name === one.service)];
    hold(workload !== undefined && rollout !== undefined, `there is no Rollout ${one.service}`);
    return [one, { simulation, workload, rollout }];
  });
  await Promise.all(releases.map(([, release]) => comesTo('promoted', release)));
  return new Map(releases);
}

async function play(one: Case, release: Release, traffic: TrafficWatch): Promise<void> {
  const started = performance.now();
  await release.simulation.kubernetes.apply(renewed(release.rollout));
  say(`${one.service}, whose new version ${one.says}, is ${one.ends}: ${await judge(one, release, traffic)} (${since(started)})`);
}

/** All the while there were enough pods that serve, and no more than the quotas count with. */
function counted({ workloads, pods }: Simulation): void {
  for (const one of workloads) {
    const { lowest, highest } = pods.extremes(one);
    hold(lowest >= prod.replicaFloor, `${one.name}: only ${lowest} pods served at a time, the floor is ${prod.replicaFloor}`);
    hold(highest <= one.min + surgeOf(one.min), `${one.name}: ${highest} pods at once, where the quota counts with ${one.min} and a surge of ${surgeOf(one.min)}`);
  }
}

/** The token that External Secrets would bring: the controller asks for it, the check's Prometheus does not. */
const tokenIn = (namespace: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: metricsTokenSecret, namespace }, ...{ stringData: { token: 'none' } } });

await check(async (resources) => {
  const started = performance.now();
  const prometheus = resources.use(await fakePrometheus());
  const all = askingAt(prometheus.address, renderedFor(hurried));
  const rollouts = all.filter(isRollout).filter(({ metadata }) => cases.some(({ service }) => service === metadata.name));
  const simulation = await simulate(resources, { objects: all.filter((object) => !isWorkload(object) || rollouts.some((one) => one === object)), nodes: 6 });
  const traffic = resources.use(watchTraffic(simulation.kubernetes));
  prometheus.answer = (query) => answerTo(query, traffic);
  await simulation.kubernetes.applyAll([...new Set(simulation.workloads.map(({ namespace }) => namespace))].map(tokenIn));
  const releases = await released(simulation, rollouts);
  const [short, long] = [hurried, prod].map(({ canary }) => canary.hold / 1000);
  say(`${releases.size} services of prod are up, each share of the traffic is watched for ${short} s instead of ${long} s (${since(started)})`);
  simulation.pods.remember(simulation.workloads);
  await Promise.all([...releases].map(([one, release]) => play(one, release, traffic)));
  counted(simulation);
});
