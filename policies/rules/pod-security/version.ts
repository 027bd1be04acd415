/** The standards differ by the version of Kubernetes that a namespace pins, or that its cluster has. Below, versions are minors of 1.x. */
import type { Params, Rule } from '../../rule.ts';

/** What is older is not supported by anybody, and differs in more. */
export const oldest = 33n;

/** The newest whose standards are known here. Later ones are judged by it, as an API server judges by its own where a later one is pinned. */
export const newest = 37n;

/** The param of rules that differ by version. */
export const versioned = { kubernetes: newest } as const satisfies Params;

/** Params, by rule, for the standards as a version has them. */
export const asOf = (minor: bigint, rules: readonly Rule[]): Readonly<Record<string, Params>> =>
  Object.fromEntries(rules.filter(({ params }) => params && 'kubernetes' in params).map(({ id }) => [id, { kubernetes: minor }]));

/** CEL: root in a user namespace is nobody outside it, which the standards heed from 1.35 on. */
export const harmlessRoot = '(params.kubernetes >= 35 && !variables.spec.?hostUsers.orValue(true))';

/** CEL: what Windows has not, its pods need not set. Kubernetes refuses it there anyhow. */
export const notWindows = "variables.spec.?os.?name.orValue('') != 'windows'";
