/** Kinds of ours whose versions an operator's webhook would convert, which the API server alone cannot. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubernetesObject } from './kubernetes.ts';
import { definitionOf } from '../shared.ts';
import { groupOf } from './written.ts';

interface Definition {
  readonly spec: {
    readonly conversion?: { readonly strategy: string };
    readonly versions: readonly { readonly name: string; readonly storage: boolean }[];
  };
}

function conversionOf({ apiVersion, kind }: KubernetesObject): readonly string[] {
  const group = groupOf({ apiVersion, kind, metadata: { name: '' } });
  const file = definitionOf(group, kind);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  if (!text.includes('strategy: Webhook')) return [];
  const { spec }: Definition = parse(text);
  const stored = spec.versions.find(({ storage }) => storage)?.name;
  if (spec.conversion?.strategy !== 'Webhook' || apiVersion === `${group}/${stored ?? ''}`) return [];
  return [`${kind} in ${apiVersion}, which a webhook converts to ${stored ?? 'another version'}`];
}

/** One line for each such kind. Objects in the version that is stored need no conversion. */
export const conversions = (objects: readonly KubernetesObject[]): readonly string[] => [...new Set(objects.flatMap(conversionOf))].sort();
