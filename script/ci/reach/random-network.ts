/** Small networks with everything that a NetworkPolicy can say about pods, the same for the same seed. */
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import type { Pod } from '../network/pods.ts';
import type { JudgedNetwork } from './network.ts';

/** Mulberry32: small, and good enough to choose among a few things. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

class Chooser {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = generator(seed);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  upTo(most: number): number {
    return Math.floor(this.#next() * (most + 1));
  }

  one<T>(items: readonly [T, ...T[]]): T {
    return items[this.upTo(items.length - 1)] ?? items[0];
  }

  some<T>(make: () => T, least: number, most: number): T[] {
    return Array.from({ length: least + this.upTo(most - least) }, make);
  }
}

const keys = ['app', 'tier'] as const;
const values = ['a', 'b', 'c'] as const;
export const networkPorts = [80, 81, 443] as const;

/** One that everything has: cyclonus 0.5.6 takes a missing label to be in no set, so that `NotIn` would not select it, as Kubernetes does. */
const always = 'team';

const labels = (choose: Chooser): Readonly<Record<string, string>> => ({ ...Object.fromEntries(keys.filter(() => choose.chance(0.6)).map((key) => [key, choose.one(values)])), [always]: choose.one(values) });

function selector(choose: Chooser): Json {
  if (choose.chance(0.2)) return {};
  const expression = (): Json => {
    const operator = choose.one(['In', 'NotIn', 'Exists', 'DoesNotExist']);
    const key = operator === 'NotIn' ? always : choose.one(keys);
    return operator === 'In' || operator === 'NotIn' ? { key, operator, values: choose.some(() => choose.one(values), 1, 2) } : { key, operator };
  };
  return { ...(choose.chance(0.6) && { matchLabels: { [choose.one(keys)]: choose.one(values) } }), ...(choose.chance(0.4) && { matchExpressions: choose.some(expression, 1, 2) }) };
}

function peer(choose: Chooser): Json {
  if (choose.chance(0.1)) return { ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.7/32'] } };
  const kind = choose.one(['pods', 'namespaces', 'both']);
  return { ...(kind !== 'pods' && { namespaceSelector: selector(choose) }), ...(kind !== 'namespaces' && { podSelector: selector(choose) }) };
}

function port(choose: Chooser): Json {
  const protocol = choose.chance(0.3) ? {} : { protocol: choose.one(['TCP', 'TCP', 'UDP']) };
  if (choose.chance(0.15)) return protocol;
  if (choose.chance(0.2)) return { ...protocol, port: `p${choose.one(networkPorts)}` };
  const number = choose.one(networkPorts);
  return { ...protocol, port: number, ...(choose.chance(0.25) && { endPort: number + choose.upTo(3) }) };
}

function rule(choose: Chooser, side: 'from' | 'to'): Json {
  return { ...(choose.chance(0.8) && { [side]: choose.some(() => peer(choose), 0, 2) }), ...(choose.chance(0.7) && { ports: choose.some(() => port(choose), 0, 2) }) };
}

function policy(choose: Chooser, index: number, namespaces: readonly [string, ...string[]]): KubernetesObject {
  // The API server fills them in, and cyclonus reads no policy without.
  const policyTypes = choose.one([['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
  const spec = {
    podSelector: selector(choose),
    policyTypes,
    ...(choose.chance(0.7) && { ingress: choose.some(() => rule(choose, 'from'), 0, 2) }),
    ...(choose.chance(0.6) && { egress: choose.some(() => rule(choose, 'to'), 0, 2) }),
  };
  return Object.assign({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: `p${index}`, namespace: choose.one(namespaces) } }, { spec });
}

/** Two or three namespaces with up to three pods each, and up to four policies. */
export function randomNetwork(seed: number): JudgedNetwork {
  const choose = new Chooser(seed);
  const namespaces = ['x', 'y', 'z'].slice(0, 2 + choose.upTo(1));
  const [first = 'x', ...others] = namespaces;
  const made = namespaces.map((name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels(choose) } } }));
  const pods = namespaces.flatMap((namespace) => choose.some((): Pod => ({ key: '', namespace, labels: labels(choose) }), 1, 3)).map((one, i) => ({ ...one, key: `${one.namespace}/pod${i}` }));
  return { objects: [...made, ...Array.from({ length: 1 + choose.upTo(3) }, (_, i) => policy(choose, i, [first, ...others]))], pods, ports: [...networkPorts] };
}
