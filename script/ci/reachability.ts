/**
 * Holds the emitted NetworkPolicies to the declared graph: for every ordered pair of pods and every port, open when declared and only
 * then. Needs the tree that `npm run synth` writes.
 */
import { plan, type Plan } from '../../constructs/plan.ts';
import { environments } from '../../environments/index.ts';
import { services } from '../../services/registry.ts';
import { check, hold, say } from './check.ts';
import type { KubernetesObject } from './cluster/kubernetes.ts';
import { writtenFor } from './cluster/written.ts';
import { openWays } from './network/cyclonus.ts';
import { callersOf, declaredWays, portsOf } from './network/declared.ts';
import { podsOf } from './network/pods.ts';

interface Difference {
  readonly pairs: number;
  readonly declared: number;
  /** Open, though nobody declared it. */
  readonly more: readonly string[];
  /** Declared, but closed. */
  readonly less: readonly string[];
}

function compare(planned: Plan, objects: readonly KubernetesObject[]): Difference {
  const pods = podsOf(objects);
  const ports = portsOf(planned);
  const callers = callersOf(planned, pods);
  const targets = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const judged = (way: string): boolean => callers.has(way.split(' ')[0] ?? '') && targets.has(way.split('-> ')[1]?.split('/')[0] ?? '');
  const open = openWays(objects, pods, ports);
  const declared = declaredWays(planned, pods);
  return { pairs: callers.size * (pods.filter(({ namespace }) => targets.has(namespace)).length - 1) * ports.length, declared: declared.size, more: [...open].filter((way) => judged(way) && !declared.has(way)), less: [...declared].filter((way) => !open.has(way)) };
}

interface Mutation {
  readonly name: string;
  readonly change: (objects: readonly KubernetesObject[]) => KubernetesObject[];
  readonly shows: 'more' | 'less';
}

/** A peer without its pods is everybody in its namespace. */
const withoutPods = (_key: string, value: unknown): unknown => (typeof value === 'object' && value !== null && 'namespaceSelector' in value ? { namespaceSelector: value.namespaceSelector } : value);

/** Changes of the real manifests that the comparison must show. */
const mutations: readonly Mutation[] = [
  { name: 'policies name namespaces alone', change: (objects) => objects.map((object) => (object.kind === 'NetworkPolicy' ? JSON.parse(JSON.stringify(object, withoutPods)) : object)), shows: 'more' },
  { name: 'there is no policy vault-from-cards', change: (objects) => objects.filter(({ kind, metadata }) => !(kind === 'NetworkPolicy' && metadata.name === 'vault-from-cards')), shows: 'less' },
];

await check(async () => {
  let wrong = 0;
  for (const environment of environments) {
    const planned = plan(services, environment);
    const objects = writtenFor(environment).map(({ object }) => object);
    const { pairs, declared, more, less } = compare(planned, objects);
    say(`${environment.name}: ${pairs} ways (pairs of pods, by port): ${declared} declared, ${more.length} open beyond them, ${less.length} declared but closed`);
    for (const way of more.slice(0, 40)) say(`  open, though not declared: ${way}`);
    for (const way of less.slice(0, 40)) say(`  declared, but closed: ${way}`);
    wrong += more.length + less.length;
    for (const { name, change, shows } of mutations) {
      const found = compare(planned, change(objects))[shows].length;
      say(`  changed, ${name}: ${found} ${shows === 'more' ? 'open beyond them' : 'declared but closed'}`);
      hold(found > (shows === 'more' ? more : less).length, `${environment.name}: ${name} is not seen, so the comparison proves too little`);
    }
  }
  hold(wrong === 0, `${wrong} ways differ from the declared graph, see above`);
});
