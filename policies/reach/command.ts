/** `reach`: who reaches whom, by which lines, and whether that is what is declared. */
import { faultText, load, ManifestIndex } from '../manifests/index.ts';
import { prove } from './compare.ts';
import { html } from './report-html.ts';
import { mermaid, verdictText, waysText } from './report.ts';
import { allWays, isMeant } from './ways.ts';

export type ReachFormat = 'text' | 'html' | 'mermaid';

export interface ReachProps {
  readonly paths: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly format: ReachFormat;
}

export interface CommandResult {
  /** 0: as declared, or nothing is declared. 1: it differs. 2: something could not be read. */
  readonly exitCode: 0 | 1 | 2;
  readonly output: string;
  /** What could not be read, a line each. */
  readonly problems: readonly string[];
}

export function reach({ paths, from, to, format }: ReachProps): CommandResult {
  const { manifests, faults } = load(paths);
  const { world, graph, differences } = prove(new ManifestIndex(manifests));
  const ways = allWays(world, { ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  const about = differences.filter((one) => isMeant(from, one.from) && isMeant(to, one.to));
  const verdict = verdictText(about, graph !== undefined);
  const output = { text: () => `${waysText(ways)}\n\n${verdict}`, html: () => html({ of: paths, ways, verdict, differs: about.length > 0 }), mermaid: () => mermaid(ways) }[format]();
  return { exitCode: faults.length > 0 ? 2 : about.length > 0 ? 1 : 0, output, problems: faults.map(faultText) };
}
