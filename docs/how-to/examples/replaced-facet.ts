/** A replaced facet: identities that pull their images with a pull secret which the cluster has for them. */
import { facets, replaceFacet, type Facet } from '../../../constructs/facets/index.ts';
import { identity } from '../../../constructs/facets/identity.ts';
import { k8s } from '../../../constructs/resources/index.ts';

export const pullingIdentity: Facet = {
  ...identity,
  render(scope, { name, zone: { namespace } }) {
    new k8s.KubeServiceAccount(scope, 'account', { metadata: { name, namespace }, automountServiceAccountToken: false, imagePullSecrets: [{ name: 'registry' }] });
  },
};

export const withPullSecrets = replaceFacet(facets, pullingIdentity);
