import type { Environment, Service } from '../constructs/declaration/index.ts';
import { PlanError, plan } from '../constructs/plan.ts';
import { SynthError, filesOf, render, writeTree, type RenderedStack, type TreeFile } from '../constructs/tree.ts';
import { declaredGraph, graphFile } from './graph.ts';
import { reference, type ReferenceProps } from './index.ts';
import { settingsDocument, settingsFile } from './settings.ts';
import { summary } from './summary.ts';

export interface SynthesiseProps extends Omit<ReferenceProps, 'environment'> {
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
  readonly outdir: string;
  /** Where a copy of the last good tree is kept. @default - none */
  readonly keep?: string;
  readonly print: (line: string) => void;
}

/** Writes the trees of all environments, or nothing when any of them has a fault. Returns the exit code. */
export function synthesise({ environments, outdir, keep, print, ...props }: SynthesiseProps): 0 | 1 {
  const faults: string[] = [];
  const files: TreeFile[] = [];
  const summaries: string[] = [];
  for (const environment of environments) {
    const started = performance.now();
    try {
      const stacks: RenderedStack[] = render(reference({ environment, ...props }));
      files.push(...filesOf(stacks).map(({ path, content }) => ({ path: `${environment.cluster.name}/${path}`, content })));
      files.push({ path: `${environment.cluster.name}/${graphFile}`, content: declaredGraph(plan(props.services, environment)) });
      files.push({ path: `${environment.cluster.name}/${settingsFile}`, content: settingsDocument(environment) });
      summaries.push(summary(environment, stacks, props.services, performance.now() - started));
    } catch (error) {
      if (!(error instanceof PlanError || error instanceof SynthError)) throw error;
      faults.push(...error.faults.map((line) => `${environment.name}: ${line}`));
    }
  }
  if (faults.length > 0) {
    print(`guichet: nothing was written: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n${faults.map((line) => `  - ${line}`).join('\n')}`);
    return 1;
  }
  writeTree(outdir, files, keep);
  for (const text of summaries) print(text);
  print(`${files.length} files in ${outdir}`);
  return 0;
}
