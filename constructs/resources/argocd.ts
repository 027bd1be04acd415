/** `argoproj.io/v1beta1` ArgoCD: an instance, as the OpenShift GitOps operator runs it. Only what we say of it; the rest is the operator's. */
import { typedByHand } from './model.ts';

/** Lua that looks at `obj` and returns `{ status, message }`. */
export interface ResourceHealthCheck {
  readonly group: string;
  readonly kind: string;
  readonly check: string;
}

/** Fields that somebody other than Git writes. */
export interface IgnoreDifference {
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
  /** Those that these field managers own. */
  readonly managedFieldsManagers?: readonly string[];
}

interface ArgoCdSpec {
  readonly spec: {
    readonly rbac: {
      /** The role of whoever has none; empty is no role. */
      readonly defaultPolicy: string;
      /** Casbin rules, a line each. */
      readonly policy: string;
      /** The claims that are matched with subjects, as YAML. */
      readonly scopes: string;
    };
    readonly resourceTrackingMethod: 'annotation' | 'annotation+label' | 'label';
    readonly resourceHealthChecks: readonly ResourceHealthCheck[];
    readonly resourceIgnoreDifferences: { readonly resourceIdentifiers: readonly { readonly group: string; readonly kind: string; readonly customization: IgnoreDifference }[] };
  };
}

/** The storage version: `v1alpha1` needs a conversion webhook. */
export const ArgoCD = typedByHand<ArgoCdSpec>('argoproj.io/v1beta1', 'ArgoCD');
