/** AuthorizationPolicy (security.istio.io): CUSTOM and DENY before ALLOW; where any ALLOW is about a workload, what none allows is denied. */
import { at, defaultNamespace, isFields, list, selectorOf, selects, text, type Manifest, type ManifestIndex, type Value } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { cause, type Cause } from '../cause.ts';
import type { MeshSettings } from './identity.ts';
import type { Request, Sender } from './request.ts';
import { ruleHolds, type AuthorizationRule } from './rule.ts';

export interface Authorization {
  readonly allow: readonly AuthorizationRule[];
  readonly deny: readonly AuthorizationRule[];
  /** An ALLOW without rules denies everything that no other allows, and has nothing to point at but itself. */
  readonly guarded: readonly Cause[];
}

const rulesOf = (manifest: Manifest): AuthorizationRule[] => list(at(manifest.spec, 'rules')).map((value, i) => ({ manifest, path: ['spec', 'rules', i], value }));

const isTargeted = (spec: Value | undefined): boolean => list(at(spec, 'targetRefs')).length > 0 || isFields(at(spec, 'targetRef'));

/** The policies about a workload: its namespace's and, of the whole mesh, the root namespace's. Those for waypoints and Gateway API targets are not about it. */
export function authorizationOf(index: ManifestIndex, { rootNamespace }: MeshSettings, actor: Actor): Authorization {
  const about = index
    .ofKind('AuthorizationPolicy', 'security.istio.io')
    .filter(({ namespace = defaultNamespace, spec }) => (namespace === actor.namespace || namespace === rootNamespace) && !isTargeted(spec) && selects(selectorOf(at(spec, 'selector')), actor.labels));
  const ofAction = (action: string): Manifest[] => about.filter(({ spec }) => (text(at(spec, 'action')) ?? 'ALLOW') === action);
  return { allow: ofAction('ALLOW').flatMap(rulesOf), deny: ofAction('DENY').flatMap(rulesOf), guarded: ofAction('ALLOW').map((manifest) => cause(manifest, 'spec')) };
}

export interface Permission {
  readonly allowed: boolean;
  readonly causes: readonly Cause[];
}

const causeOf = ({ manifest, path }: AuthorizationRule): Cause => ({ manifest, path });

/** Whether a workload's policies let a request in, and what decides. */
export function permits({ allow, deny, guarded }: Authorization, sender: Sender, request: Request): Permission {
  const denied = deny.find((rule) => ruleHolds(rule, sender, request, true));
  if (denied) return { allowed: false, causes: [causeOf(denied)] };
  if (guarded.length === 0) return { allowed: true, causes: [] };
  const holding = allow.filter((rule) => ruleHolds(rule, sender, request, false));
  return holding.length > 0 ? { allowed: true, causes: holding.map(causeOf) } : { allowed: false, causes: guarded };
}
