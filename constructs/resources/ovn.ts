/** Kinds of OVN-Kubernetes: nobody publishes models. */
import { typedByHand } from './model.ts';

/** A range of addresses, or a host whose addresses OVN-Kubernetes looks up again as their time to live ends. */
export type EgressTarget = { readonly cidrSelector: string } | { readonly dnsName: string };

export interface EgressFirewallRule {
  readonly type: 'Allow' | 'Deny';
  readonly to: EgressTarget;
  /** @default - all ports */
  readonly ports?: readonly { readonly protocol: 'TCP' | 'UDP' | 'SCTP'; readonly port: number }[];
}

/**
 * What may leave the cluster from a namespace; the first rule that matches decides. One per namespace, and its name must be `default`.
 * Traffic between pods is no concern of it. Source: OpenShift documentation, "Configuring an egress firewall for a project".
 */
export const EgressFirewall = typedByHand<{ readonly spec: { readonly egress: readonly EgressFirewallRule[] } }>('k8s.ovn.org/v1', 'EgressFirewall');
