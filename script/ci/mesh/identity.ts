/** Who calls in the mesh: workload identities as X.509 certificates name them (SPIFFE X.509-SVID). */
import { egressName, ingressName, trustDomain } from '../../../constructs/names.ts';
import type { Plan } from '../../../constructs/plan.ts';

export interface Identity {
  readonly namespace: string;
  /** The ServiceAccount. */
  readonly account: string;
  readonly trustDomain: string;
}

export const identity = (namespace: string, account: string, domain: string = trustDomain): Identity => ({ namespace, account, trustDomain: domain });

/** `spiffe://cluster.local/ns/guichet-core/sa/payments`. */
export const spiffeOf = ({ namespace, account, trustDomain: domain }: Identity): string => `spiffe://${domain}/ns/${namespace}/sa/${account}`;

/** Every workload of the plan that has a certificate of the mesh: services and gateways. */
export const identitiesOf = ({ services, zones }: Plan): Identity[] => [
  ...services.map(({ name, zone }) => identity(zone.namespace, name)),
  ...zones.flatMap(({ ingressNamespace, egressNamespace }) => [
    ...(ingressNamespace ? [identity(ingressNamespace, ingressName)] : []),
    ...(egressNamespace ? [identity(egressNamespace, egressName)] : []),
  ]),
];

/** Somebody of the same mesh who has nothing to do with payments. */
export const stranger = identity('default', 'default');

/** The caller's name in another namespace: anybody who may create ServiceAccounts there can have it. */
export const namesake = ({ account }: Identity): Identity => identity('default', account);

/** The caller's very name in a mesh that ours does not trust. */
export const foreigner = ({ namespace, account }: Identity): Identity => identity(namespace, account, 'elsewhere.example');
