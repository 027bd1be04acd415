/**
 * The real KEDA raises the floor before a promotion and lets go after it. At one minute of the clock, the turn, the lead time of one service's
 * promotion begins and another one's promotion ends. Nobody asks anything of either, so only the floor holds pods.
 */
import { prod } from '../../environments/prod.ts';
import { check, eventually, hold, say, since, sleep } from './check.ts';
import { autoscalerOf, hurried } from './cluster/autoscaling.ts';
import { kedaAdapter } from './cluster/keda-adapter.ts';
import { kedaDefinitions, serviceAuthority, startKeda } from './cluster/keda.ts';
import { fakePrometheus } from './cluster/prometheus.ts';
import { clock, promoted, type Promoted } from './cluster/promotions.ts';
import { renderedFor } from './cluster/rendered.ts';
import { scale, settle, simulate, trouble, type Simulation } from './cluster/simulation.ts';
import { isWorkload } from './cluster/templates.ts';

const rising = 'payments';
const falling = 'baskets';
const minute = 60_000;

/** How long before the turn the autoscalers are made, at least: they need some 15 s to have figures. */
const margin = 30_000;

interface Play {
  readonly simulation: Simulation;
  /** Milliseconds since the epoch. */
  readonly turn: number;
  /** When the coming promotion begins: a minute after the turn, its lead time. */
  readonly start: number;
  readonly up: Promoted;
  readonly down: Promoted;
}

function planned(simulation: Simulation): Play {
  const [first, second] = [rising, falling].map((name) => simulation.workloads.find((one) => one.name === name));
  hold(first !== undefined && second !== undefined, `there is no Rollout ${rising} or ${falling}`);
  const turn = Math.ceil((Date.now() + margin) / minute) * minute;
  const start = turn + minute;
  return { simulation, turn, start, up: promoted(first, { start, end: start + 30 * minute }), down: promoted(second, { start: turn - 30 * minute, end: turn }) };
}

/** Production without autoscalers, and KEDA with what it needs of the cluster. */
async function prepared(resources: AsyncDisposableStack): Promise<Simulation> {
  const all = renderedFor(prod);
  const objects = all.filter((object) => !isWorkload(object) || (object.kind === 'Rollout' && [rising, falling].includes(object.metadata.name)));
  const simulation = await simulate(resources, { objects, nodes: 6, definitions: kedaDefinitions });
  const { cluster, kubernetes, workloads, operators } = simulation;
  const keda = await startKeda(resources, cluster, kubernetes);
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  const credentials = all.filter(({ kind, metadata }) => kind === 'TriggerAuthentication' && namespaces.includes(metadata.namespace ?? ''));
  await kubernetes.applyAll([...credentials, ...namespaces.map((namespace) => serviceAuthority(cluster, namespace))]);
  return { ...simulation, operators: [...operators, ...keda] };
}

/** Waits until a service has just so many pods, and all of them serve. */
async function reaches({ simulation }: Play, { workload }: Promoted, wanted: number): Promise<void> {
  const { pods } = simulation;
  await eventually(`${workload.name} has ${wanted} pods`, () => (pods.serving(workload) === wanted && pods.of(workload).length === wanted ? true : undefined), {
    timeout: 2 * minute,
    otherwise: async () => `${pods.serving(workload)} serve\n${await trouble(simulation)}`,
  });
}

async function autoscaled({ simulation, up, down }: Play, address: string): Promise<void> {
  for (const { object } of [up, down]) await simulation.kubernetes.apply(hurried(object, address));
  for (const { object, workload } of [up, down]) {
    const { spec } = await eventually(`KEDA scales ${workload.name}`, () => autoscalerOf(simulation.kubernetes, object), { otherwise: () => trouble(simulation) });
    hold(spec.minReplicas === workload.min && spec.maxReplicas === workload.max, `KEDA's autoscaler of ${workload.name} has other bounds than the tree's ScaledObject`);
  }
}

async function beforeTheTurn({ simulation: { pods }, turn, up, down }: Play): Promise<void> {
  hold(Date.now() < turn - 5_000, `the machine is too busy: ${clock(turn)} is too near to see what holds before`);
  pods.remember([up.workload, down.workload]);
  await sleep(turn - 1_000 - Date.now());
  const { highest } = pods.extremes(up.workload);
  const { lowest } = pods.extremes(down.workload);
  hold(highest === up.workload.min, `${rising} had ${highest} pods before the lead time of its promotion, not its least, ${up.workload.min}`);
  hold(lowest === down.floor, `${falling} fell to ${lowest} pods amid its promotion, whose floor is ${down.floor}`);
  say(`until ${clock(turn)}: ${rising} has its least, ${up.workload.min} pods; ${falling}, amid a promotion, is held at ${down.floor}`);
}

async function raised(play: Play): Promise<void> {
  const { start, up } = play;
  await reaches(play, up, up.floor);
  const spare = Math.round((start - Date.now()) / 1000);
  hold(spare > 0, `${rising} had its ${up.floor} pods ${-spare} s after the promotion began`);
  say(`${rising}, whose promotion begins at ${clock(start)}: ${up.floor} pods serve since ${clock(Date.now())}, ${spare} s ahead`);
}

async function letGo(play: Play): Promise<void> {
  const { turn, down: { workload } } = play;
  await reaches(play, play.down, workload.min);
  say(`${falling}, whose promotion ended at ${clock(turn)}: back to ${workload.min} pods at ${clock(Date.now())}; the tree's slow way down is left out here`);
}

await check(async (resources) => {
  // Built before anything is up that would wait for it, where it is missing.
  kedaAdapter();
  const started = performance.now();
  const prometheus = resources.use(await fakePrometheus());
  const simulation = await prepared(resources);
  await settle(simulation, ({ min }) => min);
  say(`KEDA, its metrics adapter and two services of prod are up (${since(started)})`);

  const play = planned(simulation);
  await scale(simulation, play.down.workload, play.down.floor);
  await reaches(play, play.down, play.down.floor);
  await autoscaled(play, prometheus.address);
  await beforeTheTurn(play);
  await Promise.all([raised(play), letGo(play)]);
  const least = Math.min(...[play.up, play.down].map(({ workload }) => simulation.pods.extremes(workload).lowest));
  hold(least >= prod.replicaFloor, `only ${least} pods served at a time, the floor is ${prod.replicaFloor}`);
});
