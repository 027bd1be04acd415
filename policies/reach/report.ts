/** What a person reads of the ways: as text, and as a diagram. */
import { causeText } from './cause.ts';
import { differenceText, type Difference } from './difference.ts';
import { portsText } from './ports.ts';
import type { EffectiveWay } from './ways.ts';

export const wayText = ({ from, to, ports, operations }: EffectiveWay): string => `${from} -> ${to}: ${portsText(ports)}${operations ? `: ${operations.join('; ')}` : ''}`;

/** Each way, and below it every line of a file that allows it. */
export const waysText = (ways: readonly EffectiveWay[]): string =>
  ways.length === 0 ? 'nobody' : ways.map((way) => [wayText(way), ...new Set(way.causes.map((one) => `    ${causeText(one)}`))].join('\n')).join('\n');

export function verdictText(differences: readonly Difference[], declared: boolean): string {
  if (!declared) return 'no declared graph is among the manifests, so there is nothing to compare with';
  if (differences.length === 0) return 'as declared: nothing more and nothing less is open';
  return [...differences.map(differenceText), `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'} from the declared graph`].join('\n');
}

const idOf = (key: string): string => key.replaceAll(/[^\w]/g, '_');

/** A flow chart of Mermaid, one box for each namespace. */
export function mermaid(ways: readonly EffectiveWay[]): string {
  const parties = [...new Set(ways.flatMap(({ from, to }) => [from, to]))].sort();
  const boxes = [...Map.groupBy(parties, (key) => (key.includes('/') ? (key.split('/')[0] ?? '') : ''))];
  const nodes = boxes.flatMap(([namespace, keys]) => {
    const lines = keys.map((key) => `${idOf(key)}["${key.replace(/^[^/]*\//, '')}"]`);
    return namespace === '' ? lines.map((line) => `  ${line}`) : [`  subgraph ${idOf(namespace)}_box ["${namespace}"]`, ...lines.map((line) => `    ${line}`), '  end'];
  });
  return ['flowchart LR', ...nodes, ...ways.map(({ from, to, ports }) => `  ${idOf(from)} -->|"${portsText(ports)}"| ${idOf(to)}`)].join('\n');
}
