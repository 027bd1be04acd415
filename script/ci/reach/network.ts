/** The engine's answer about a network beside cyclonus's. */
import { ManifestIndex, parseManifests, Source } from '../../../policies/manifests/index.ts';
import { includes } from '../../../policies/reach/ports.ts';
import { worldOf } from '../../../policies/reach/world.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import { hold } from '../check.ts';
import { openWays } from '../network/cyclonus.ts';
import { way, type Way } from '../network/declared.ts';
import { namespacesOf, type Pod } from '../network/pods.ts';

export interface JudgedNetwork {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pod[];
  readonly ports: readonly number[];
}

/** The pods and namespaces as cyclonus is told of them, and the policies: every port open by number and as `p<number>`. */
function worldFrom({ objects, pods, ports }: JudgedNetwork) {
  const namespaces = Object.entries(namespacesOf(objects, pods)).map(([name, labels]) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }));
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const made = pods.map(({ key, namespace, labels }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: key.slice(namespace.length + 1), namespace, labels }, spec: { containers: ports.map((port) => ({ name: `c${port}`, ports: [{ name: `p${port}`, containerPort: port }] })) } }));
  const { manifests, faults } = parseManifests(new Source('network.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...namespaces, ...policies, ...made] })));
  hold(faults.length === 0, `the network cannot be read: ${JSON.stringify(faults)}`);
  return worldOf(new ManifestIndex(manifests));
}

function engineWays(judged: JudgedNetwork): Set<Way> {
  const { network, actors } = worldFrom(judged);
  const pods = actors.filter(({ kind }) => kind === 'workload');
  return new Set(pods.flatMap((from) => pods.filter((to) => to !== from).flatMap((to) => {
    const open = network.between(from, to);
    return judged.ports.filter((port) => open.some(({ ports }) => includes(ports, port))).map((port) => way(from.key, to.key, port));
  })));
}

export interface Agreement {
  readonly pairs: number;
  readonly open: number;
  readonly differ: readonly string[];
}

export function agreesOnNetwork(judged: JudgedNetwork): Agreement {
  const [ours, theirs] = [engineWays(judged), openWays(judged.objects, judged.pods, judged.ports)];
  const differ = [...[...ours].filter((one) => !theirs.has(one)).map((one) => `open to us alone: ${one}`), ...[...theirs].filter((one) => !ours.has(one)).map((one) => `open to cyclonus alone: ${one}`)];
  return { pairs: judged.pods.length * (judged.pods.length - 1) * judged.ports.length, open: theirs.size, differ };
}

/** A network on which the two differ, to be looked at. */
export const disagreements = (seed: number, { objects }: JudgedNetwork, differ: readonly string[]): string => [`seed ${seed}:`, ...differ.slice(0, 6).map((line) => `  ${line}`), ...objects.filter(({ kind }) => kind === 'NetworkPolicy').map((object) => `  ${JSON.stringify(object)}`)].join('\n');
