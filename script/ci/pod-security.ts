/**
 * Kubernetes' own verdict on our rules about the Pod Security Standards: thousands of pods, made at random over every field that the standards
 * name, are put to namespaces of a real API server that enforce baseline and restricted. Who passes, and for which reasons not, must be what
 * our rules say. Pods of which they disagree are made smaller while they do. `SEED` makes other pods.
 */
import fc from 'fast-check';
import { check, hold, say, since } from './check.ts';
import { startCluster } from './cluster/cluster.ts';
import { Kubernetes } from './cluster/kubernetes.ts';
import { laterRecipes, podOf, recipes, type Maker, type Recipe } from './pod-security/pods.ts';
import { created, joined, prepare, warned, type Answer } from './pod-security/server.ts';
import { levels, ours, reasonsOf, type Level, type Reasons } from './pod-security/verdicts.ts';

const seed = Number(process.env['SEED'] || 1);
const minor = 33n;

/** A way to put a pod to the server. */
interface Way {
  readonly name: string;
  readonly count: number;
  /** With up to so many things set. */
  readonly recipes: (most: number) => fc.Arbitrary<Recipe>;
  /** What makes the pods. @default - nobody: they are asked about themselves */
  readonly maker?: Maker;
  readonly ask: (kubernetes: Kubernetes, recipe: Recipe, level: Level) => Promise<Answer>;
}

const madeBy = (maker: Maker): Way => ({ name: `of a ${maker}`, count: 300, recipes, maker, ask: (kubernetes, recipe, level) => warned(kubernetes, podOf(recipe, 'asked'), maker, level) });

const ways: readonly Way[] = [
  { name: 'created', count: 2_000, recipes, ask: (kubernetes, recipe, level) => created(kubernetes, podOf(recipe, 'asked'), level) },
  { name: 'with an ephemeral container', count: 300, recipes: laterRecipes, ask: (kubernetes, recipe, level) => joined(kubernetes, podOf(recipe, 'asked'), recipe.base, level) },
  madeBy('Deployment'),
  madeBy('PodTemplate'),
];

/** So that about half of the pods pass. */
const most = { baseline: 6, restricted: 3 } as const satisfies Readonly<Record<Level, number>>;

type Outcome = 'passes' | 'refused' | 'invalid' | { readonly ours: Reasons; readonly theirs: Reasons };

/** On the network of the node, the server takes every port of a pod for one of the node's, before it judges; we tell of the network alone. */
const asWritten = (reasons: Reasons, { hostNetwork }: ReturnType<typeof podOf>['spec']): Reasons => (hostNetwork === true ? new Set([...reasons].filter((reason) => reason !== 'hostPort')) : reasons);

/** What the server gave as a reason, by level. */
const seen = { baseline: new Set<string>(), restricted: new Set<string>() } as const satisfies Readonly<Record<Level, Set<string>>>;

async function outcomeOf(kubernetes: Kubernetes, way: Way, recipe: Recipe, level: Level): Promise<Outcome> {
  const answer = await way.ask(kubernetes, recipe, level);
  if ('invalid' in answer) return 'invalid';
  for (const reason of answer.reasons) seen[level].add(reason);
  const pod = podOf(recipe, 'asked');
  const [mine, their] = [asWritten(ours(pod, level, minor, way.maker), pod.spec), asWritten(answer.reasons, pod.spec)];
  if (mine.symmetricDifference(their).size > 0) return { ours: mine, theirs: their };
  return mine.size === 0 ? 'passes' : 'refused';
}

/** Leaves out what it can while the two still disagree. */
async function smallest(kubernetes: Kubernetes, way: Way, recipe: Recipe, level: Level): Promise<Recipe> {
  for (const [i] of recipe.edits.entries()) {
    const less = { ...recipe, edits: recipe.edits.toSpliced(i, 1) };
    if (less.edits.length > 0 && typeof (await outcomeOf(kubernetes, way, less, level)) === 'object') return smallest(kubernetes, way, less, level);
  }
  return recipe;
}

const listed = (reasons: Reasons): string => [...reasons].sort().join(', ') || 'passes';

/** Puts all pods of a way to the server, many in flight, and tells how they disagree. */
async function differences(kubernetes: Kubernetes, way: Way, level: Level): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  const apart: Recipe[] = [];
  const waiting = fc.sample(way.recipes(most[level]), { seed, numRuns: way.count })[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const recipe of waiting) {
      const outcome = await outcomeOf(kubernetes, way, recipe, level);
      if (typeof outcome === 'object') apart.push(recipe);
      const kind = typeof outcome === 'object' ? 'apart' : outcome;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const { passes = 0, refused = 0, invalid = 0 } = Object.fromEntries(counts);
  say(`${level}, pods ${way.name}: ${passes} pass, ${refused} are refused for the same reasons, ${invalid} are no pods to the server, ${apart.length} differences`);
  hold(Math.min(passes, refused) >= way.count / 5, `${level}, pods ${way.name}: too few pass or are refused for this to prove anything`);
  const told = apart.slice(0, 5).map(async (recipe) => {
    const small = await smallest(kubernetes, way, recipe, level);
    const outcome = await outcomeOf(kubernetes, way, small, level);
    return typeof outcome === 'object' ? `${level}, pod ${way.name}, ${small.base} with ${JSON.stringify(small.edits)}:\n    our rules: ${listed(outcome.ours)}\n    the API server: ${listed(outcome.theirs)}` : `${level}: a pod was judged in two ways: ${JSON.stringify(small)}`;
  });
  return Promise.all(told).then((lines) => [...lines, ...(apart.length > 5 ? [`and ${apart.length - 5} more`] : [])]);
}

await check(async (resources) => {
  const started = performance.now();
  using kubernetes = new Kubernetes(resources.use(startCluster()));
  await prepare(kubernetes, `v1.${minor}`);
  say(`Kubernetes 1.${minor} enforces the Pod Security Standards (${since(started)})`);
  const told: string[] = [];
  for (const way of ways) for (const level of levels) told.push(...(await differences(kubernetes, way, level)));
  for (const line of told) say(line);
  hold(told.length === 0, 'our rules and the API server disagree, see above');
  for (const level of levels) {
    const missing = reasonsOf(level, minor).difference(seen[level]);
    hold(missing.size === 0, `${level}: no pod was refused for ${listed(missing)}, so that nothing is known of it`);
    say(`${level}: ${[...seen[level]].sort().join(', ')}`);
  }
  say(`both agree (seed ${seed}, ${since(started)})`);
});
