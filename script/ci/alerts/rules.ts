/** The PrometheusRules of the tree as the rule files that Prometheus reads. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../constructs/declaration/index.ts';
import type { RuleGroup } from '../../../constructs/objectives/rules.ts';
import { hold } from '../check.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import { writtenFor } from '../cluster/written.ts';

/** A PrometheusRule as it was emitted. */
export interface Emitted {
  readonly name: string;
  readonly service: string;
  readonly groups: readonly RuleGroup[];
}

interface RuleObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly groups: readonly RuleGroup[] };
}

const isRule = (object: KubernetesObject): object is KubernetesObject & RuleObject => object.kind === 'PrometheusRule';

/** The rules of an environment. Throws when there are none: rules that are not there do not fail. */
export function rulesFor(environment: Environment): readonly Emitted[] {
  const found = writtenFor(environment).map(({ object }) => object).filter(isRule);
  hold(found.length > 0, `the tree of ${environment.name} holds no PrometheusRule`);
  return found.map(({ metadata, spec }) => ({ name: metadata.name, service: metadata.labels?.['app.kubernetes.io/name'] ?? '', groups: spec.groups }));
}

/** Writes rule files and gives their paths. YAML includes JSON. */
export function writeRules(folder: string, rules: readonly Emitted[]): string[] {
  mkdirSync(folder, { recursive: true });
  return rules.map(({ name, groups }) => {
    const file = join(folder, `${name}.rules.yaml`);
    writeFileSync(file, JSON.stringify({ groups }));
    return file;
  });
}

/** Rules with every expression exchanged for another. */
export const withExpressions = (rules: readonly Emitted[], change: (expr: string) => string): Emitted[] =>
  rules.map(({ groups, ...rest }) => ({ ...rest, groups: groups.map((group) => ({ ...group, rules: group.rules.map((rule) => ({ ...rule, expr: change(rule.expr) })) })) }));

export const expressionsOf = (rules: readonly Emitted[]): string[] => rules.flatMap(({ groups }) => groups.flatMap((group) => group.rules.map(({ expr }) => expr)));

/** Whether a PrometheusRule is about promises, and not about what runs short. */
export const isObjective = ({ name, service }: Emitted): boolean => name === `${service}-objectives`;
