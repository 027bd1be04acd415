/** Asks cyclonus, an independent reading of NetworkPolicy, which pods reach which. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hold } from '../check.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import { judge } from '../judges.ts';
import { way, type Way } from './declared.ts';
import { namespacesOf, type Pod } from './pods.ts';

/** Its model of a cluster; the names of its fields are its own. */
function modelOf(objects: readonly KubernetesObject[], pods: readonly Pod[], ports: readonly number[]): object {
  const Containers = ports.map((Port) => ({ Name: `c${Port}`, Port, Protocol: 'TCP', PortName: `p${Port}` }));
  return {
    Resources: {
      Namespaces: namespacesOf(objects, pods),
      Pods: pods.map(({ namespace, labels, key }, i) => ({ Namespace: namespace, Name: key.slice(namespace.length + 1), Labels: labels, IP: `10.128.${i >> 8}.${i & 255}`, Containers })),
    },
    Probes: ports.map((Port) => ({ Protocol: 'TCP', Port })),
  };
}

/**
 * A selector of labels without value, such as OpenShift's on `policy-group.network.openshift.io/ingress`, in the longer spelling:
 * cyclonus 0.5.6 takes a missing label for an empty one in the shorter.
 */
function spelledOut(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('matchLabels' in value)) return value;
  const { matchLabels, ...rest } = value;
  const labels = Object.entries(matchLabels ?? {});
  const empty = labels.filter(([, is]) => is === '').map(([key]) => ({ key, operator: 'In', values: [''] }));
  return { ...rest, matchLabels: Object.fromEntries(labels.filter(([, is]) => is !== '')), ...(empty.length > 0 && { matchExpressions: [...('matchExpressions' in rest && Array.isArray(rest.matchExpressions) ? rest.matchExpressions : []), ...empty] }) };
}

/** The rows of a printed table: the name of the row, then `.` or `X` for every column. Columns stand in the order of the rows. */
function rowsOf(table: string): { readonly from: string; readonly marks: readonly string[] }[] {
  const cells = table.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  return cells.slice(1).map(([from = '', ...marks]) => ({ from, marks }));
}

/** What a printed table says is open, on one port, between different pods. */
export function waysIn(table: string, port: number): Way[] {
  const rows = rowsOf(table);
  return rows.flatMap(({ from, marks }) => marks.flatMap((mark, i) => {
    const to = rows[i]?.from ?? '';
    hold(mark === '.' || mark === 'X', `cyclonus says "${mark}" of ${way(from, to, port)}`);
    return mark === '.' && from !== to ? [way(from, to, port)] : [];
  }));
}

/** Every way that is open, between different pods. */
export function openWays(objects: readonly KubernetesObject[], pods: readonly Pod[], ports: readonly number[]): Set<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-network-'));
  try {
    const policies = join(folder, 'policies');
    mkdirSync(policies);
    // It reads the first document of a file only.
    objects.filter(({ kind }) => kind === 'NetworkPolicy').forEach((policy, i) => writeFileSync(join(policies, `${i}.yaml`), JSON.stringify(policy, spelledOut)));
    writeFileSync(join(folder, 'model.json'), JSON.stringify(modelOf(objects, pods, ports)));
    const { status, stdout, stderr } = spawnSync(judge('cyclonus'), ['analyze', '--policy-path', policies, '--mode', 'probe', '--probe-path', join(folder, 'model.json')], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    hold(status === 0, `cyclonus ended with ${status}: ${stderr}`);
    // One for every port, each after tables of its two halves.
    const tables = stdout.split(/^Combined:$/m).slice(1, ports.length + 1).map((text) => text.trimStart().split('\n\n')[0] ?? '');
    hold(tables.length === ports.length && tables.every((table) => rowsOf(table).length === pods.length), 'cyclonus printed other tables than were asked for');
    return new Set(tables.flatMap((table, i) => waysIn(table, ports[i] ?? 0)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
