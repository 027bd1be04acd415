/** What is emitted for an environment, as policies read it: from the text of every file, with the declared graph beside it. */
import type { Environment } from '../../constructs/declaration/index.ts';
import { filesOf, render, textOf } from '../../constructs/tree.ts';
import { plan } from '../../constructs/plan.ts';
import { ManifestIndex, parseManifests, Source } from '../../policies/manifests/index.ts';
import { services } from '../../services/registry.ts';
import { declaredGraph, graphFile } from '../../stacks/graph.ts';
import { reference } from '../../stacks/index.ts';

export function emittedIndex(environment: Environment): ManifestIndex {
  const files = [...filesOf(render(reference({ environment, services }))), { path: graphFile, content: declaredGraph(plan(services, environment)) }];
  const loaded = files.filter(({ path }) => !path.endsWith('kustomization.yaml')).map((file) => parseManifests(new Source(file.path, textOf(file))));
  const faults = loaded.flatMap((one) => one.faults);
  if (faults.length > 0) throw new Error(`the tree of ${environment.name} cannot be read: ${JSON.stringify(faults)}`);
  return new ManifestIndex(loaded.flatMap(({ manifests }) => manifests));
}
