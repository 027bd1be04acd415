import type { EndUser } from '../declaration/index.ts';
import { ingressName, podLabels, principalOf } from '../names.ts';
import type { PlannedService } from '../plan.ts';
import { AuthorizationPolicy, RequestAuthentication } from '../resources/index.ts';
import { permitted, preflightsOf, type Asked } from '../routes.ts';
import type { Facet } from './facet.ts';

/** Somebody who may call, told by the certificate that the mesh gave to the workload. */
interface Caller {
  readonly name: string;
  readonly principal: string;
  readonly because: string;
  readonly asks: readonly Asked[];
}

/**
 * At a door no second factor is asked for: the mesh could only refuse, and the client would never learn what is missing. The program does
 * it, by a challenge (RFC 9470).
 */
const atDoor = (service: PlannedService): Asked[] => [
  ...service.operations.map(({ method, path, user }) => ({ method, path, ...(user && { user: { roles: user.roles } }) })),
  ...preflightsOf(service),
];

function callersOf(service: PlannedService): Caller[] {
  const { inbound, door } = service;
  const services = inbound.map(({ peer, operations: called }) => ({ name: peer.name, principal: principalOf(peer), because: `${peer.name} calls ${called.map(({ name }) => name).join(', ')}`, asks: called }));
  if (!door) return services;
  const gateway = { name: ingressName, namespace: door.ingressNamespace };
  return [...services, { name: ingressName, principal: principalOf(gateway), because: `public door ${door.fqdn}`, asks: atDoor(service) }];
}

/** Claims are read at the top level of the access token; `roles` is a list, of which one must be among those asked for. */
const conditions = ({ roles, acr }: EndUser, audience: string) => [
  { key: 'request.auth.audiences', values: [audience] },
  { key: 'request.auth.claims[roles]', values: [...roles] },
  ...(acr ? [{ key: 'request.auth.claims[acr]', values: [acr] }] : []),
];

const sameUser = ({ user }: Asked): string => (user ? [user.acr ?? '', ...[...user.roles].sort()].join(' ') : '');

/** A rule for each kind of end user that stands behind what is asked, and one for that behind which there is none. */
function rulesFor({ principal, asks }: Caller, { port, environment: { identity } }: PlannedService) {
  return [...Map.groupBy(asks, sameUser).values()].map((same) => {
    const user = same[0]?.user;
    const to = permitted(same).map((operation) => ({ operation: { ...operation, ports: [String(port)] } }));
    if (!user) return { from: [{ source: { principals: [principal] } }], to };
    return { from: [{ source: { principals: [principal], requestPrincipals: [`${identity.issuer}/*`] } }], to, when: conditions(user, identity.audience) };
  });
}

/**
 * Who may do what at the callee: the caller's workload identity, method and path, and the end user's token where one stands behind the
 * call. Everything else meets the empty ALLOW of the namespace and of the mesh; no DENY is needed, and none can shadow an ALLOW.
 * A RequestAuthentication alone lets a request without a token pass: it is the rules that ask for one.
 */
export const authorization: Facet = {
  name: 'authorization',
  layer: 'service',
  wave: 0,
  render(scope, service) {
    const { name, zone: { namespace }, environment: { identity } } = service;
    const selector = { matchLabels: podLabels(name) };
    for (const caller of callersOf(service)) {
      const id = `${name}-from-${caller.name}`;
      new AuthorizationPolicy(scope, id, { metadata: { name: id, namespace, annotations: { 'guichet.dev/because': caller.because } }, spec: { selector, action: 'ALLOW', rules: rulesFor(caller, service) } });
    }
    if (!service.operations.some(({ user }) => user)) return;
    const { issuer, jwksUri, audience } = identity;
    // Named, since a query parameter would be taken too by default, and queries end up in logs (RFC 9700, section 4.3.2).
    const fromHeaders = [{ name: 'Authorization', prefix: 'Bearer ' }];
    new RequestAuthentication(scope, 'tokens', { metadata: { name, namespace }, spec: { selector, jwtRules: [{ issuer, jwksUri, audiences: [audience], fromHeaders, forwardOriginalToken: true }] } });
  },
};
