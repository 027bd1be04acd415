/** The emitted manifests, as the mesh's control plane reads them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../cluster/kubernetes.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A Kubernetes object as it lies in a file. */
export interface Emitted extends KubernetesObject {
  readonly spec?: { readonly [key: string]: Json };
}

/** Writes one object a file (JSON is YAML) and gives the paths. */
export function writeManifests(folder: string, objects: readonly KubernetesObject[]): string[] {
  mkdirSync(folder, { recursive: true });
  return objects.map((object, i) => {
    const path = join(folder, `${i}.yaml`);
    writeFileSync(path, JSON.stringify(object));
    return path;
  });
}

/** Namespaces with the label that the API server itself writes, by which the mesh's discovery selectors tell them. */
export const asStored = (objects: readonly Emitted[]): Emitted[] =>
  objects.map((object) => {
    const { kind, metadata } = object;
    return kind === 'Namespace' ? { ...object, metadata: { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } } } : object;
  });

/**
 * The one thing that is not judged as emitted: keys that would be fetched from the identity provider are replaced by the run's own, since
 * the control plane has nowhere to fetch them here.
 */
export function withKeys(objects: readonly Emitted[], jwks: string): { readonly objects: Emitted[]; readonly replaced: readonly string[] } {
  const replaced: string[] = [];
  const inline = (rule: Json): Json => {
    if (typeof rule !== 'object' || rule === null || !('jwksUri' in rule)) return rule;
    const { jwksUri, ...rest } = rule;
    replaced.push(String(jwksUri));
    return { ...rest, jwks };
  };
  const changed = objects.map((object) => {
    const rules = object.kind === 'RequestAuthentication' ? object.spec?.['jwtRules'] : undefined;
    return Array.isArray(rules) ? { ...object, spec: { ...object.spec, jwtRules: rules.map(inline) } } : object;
  });
  return { objects: changed, replaced };
}
