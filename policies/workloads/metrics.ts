/** Which metrics there will be: recorded by rules, said by whoever emits them, or the platform's. */
import { at, list, text, type ManifestIndex, type Path } from '../manifests/index.ts';
import type { Manifest } from '../manifests/index.ts';

export interface Asked {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly query: string;
}

const asked = (manifest: Manifest, ...path: Path): Asked[] => {
  const query = text(at(manifest.object, ...path));
  return query === undefined ? [] : [{ manifest, path, query }];
};

const rulesOf = (manifest: Manifest): Path[] => list(at(manifest.spec, 'groups')).flatMap((group, g) => list(at(group, 'rules')).map((_, r) => ['spec', 'groups', g, 'rules', r]));

/** The queries of alerts and recording rules, of autoscalers and of canary analysis. */
export const queriesOf = (index: ManifestIndex): Asked[] => [
  ...index.ofKind('PrometheusRule', 'monitoring.coreos.com').flatMap((manifest) => rulesOf(manifest).flatMap((rule) => asked(manifest, ...rule, 'expr'))),
  ...index.ofKind('ScaledObject', 'keda.sh').flatMap((manifest) => list(at(manifest.spec, 'triggers')).flatMap((trigger, i) => (at(trigger, 'type') === 'prometheus' ? asked(manifest, 'spec', 'triggers', i, 'metadata', 'query') : []))),
  ...index.ofKind('AnalysisTemplate', 'argoproj.io').flatMap((manifest) => list(at(manifest.spec, 'metrics')).flatMap((_, i) => asked(manifest, 'spec', 'metrics', i, 'provider', 'prometheus', 'query'))),
];

export const recordedIn = (index: ManifestIndex): string[] =>
  index.ofKind('PrometheusRule', 'monitoring.coreos.com').flatMap((manifest) => rulesOf(manifest).flatMap((rule) => text(at(manifest.object, ...rule, 'record')) ?? []));

/** By an annotation of the workload or of what scrapes it: names between commas. */
export const emittedIn = (index: ManifestIndex, annotation: string): string[] =>
  index.manifests.flatMap(({ annotations }) => annotations[annotation] ?? []).flatMap((names) => names.split(',')).map((name) => name.trim()).filter((name) => name !== '');

/** The metric that a series of a histogram or of a summary is part of (Prometheus, "Metric types"). */
export const familyOf = (series: string): string => series.replace(/_(?:bucket|sum|count)$/, '');
