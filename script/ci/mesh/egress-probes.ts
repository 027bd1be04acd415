/** Every request that the way to an outside host is tried with, from the plan alone. */
import { hostOf, peerOf } from '../../../constructs/names.ts';
import type { PlannedOutside, PlannedService } from '../../../constructs/plan.ts';
import { sameIdentity } from './calls.ts';
import { shownTo, wrongFaces } from './far-ends.ts';
import type { PlannedGateway } from './gateway-plan.ts';
import type { Probe, ProbeKind, Wanted } from './gateway-probe.ts';
import type { Authorities } from './gateway-secrets.ts';
import { foreigner, identity, namesake, spiffeOf, stranger, type Identity } from './identity.ts';

export interface Abroad {
  readonly authorities: Authorities;
  /** Everybody who has a certificate of the mesh. */
  readonly identities: readonly Identity[];
  /** Every outside host of the plan. */
  readonly hosts: readonly string[];
}

interface Way extends Abroad {
  readonly gateway: PlannedGateway;
  readonly outside: PlannedOutside;
  readonly callers: readonly Identity[];
  readonly caller: Identity;
}

const forbidden: Wanted = { outcome: 'refused', status: 403 };
const unconnected: Wanted = { outcome: 'no connection' };

const callerOf = (service: PlannedService): Identity => {
  const { namespace, name } = peerOf(service);
  return identity(namespace, name);
};

function probe({ gateway, outside: { name, host }, caller, authorities }: Way, kind: ProbeKind, how: string, wanted: Wanted, changes: Partial<Probe> = {}): Probe {
  return { kind, gateway: gateway.namespace, how: `${name}: ${how}`, opening: { name: host, shown: authorities.mesh.issue(caller) }, host, method: 'GET', path: '/v1/anything?x=y', wanted, ...changes };
}

function declared(way: Way): Probe[] {
  const { gateway, outside: { host, mutualTls } } = way;
  const wanted: Wanted = { outcome: 'answered', by: shownTo(gateway, mutualTls !== undefined), name: host, lasting: false };
  return [probe(way, 'declared way out', 'GET', wanted), probe(way, 'declared way out', 'POST', wanted, { method: 'POST', body: { bytes: 100_000, announced: true } })];
}

/** Everybody else of the mesh, also who declared another host of the same zone. */
function otherIdentities(way: Way): Probe[] {
  const { identities, callers, caller, outside: { host }, authorities: { mesh } } = way;
  const others = [...identities, stranger, namesake(caller), foreigner(caller)].filter((one) => !callers.some((allowed) => sameIdentity(allowed, one)));
  const forged = { 'x-forwarded-client-cert': `By=spiffe://cluster.local;Hash=${'0'.repeat(64)};URI=${spiffeOf(caller)}` };
  return others.map((other) => probe(way, 'another identity', spiffeOf(other), forbidden, { opening: { name: host, shown: mesh.issue(other) }, headers: forged }));
}

/** The host in HTTP is another than the one in TLS, declared or not. */
const otherHosts = (way: Way): Probe[] =>
  [...way.hosts, 'elsewhere.example', `x.${way.outside.host}`, hostOf({ name: way.gateway.name, namespace: way.gateway.namespace }), '169.254.169.254']
    .filter((host) => host !== way.outside.host)
    .map((host) => probe(way, 'another host out', host, forbidden, { host }));

/** The host in TLS is none of the zone's. */
function otherNames(way: Way): Probe[] {
  const { hosts, gateway: { zone }, caller, authorities: { mesh } } = way;
  const others = [...hosts.filter((host) => !zone.outside.some((one) => one.host === host)), 'elsewhere.example', `x.${way.outside.host}`, ''];
  return others.map((name) => probe(way, 'another name in TLS', name || 'none', unconnected, { opening: { name, shown: mesh.issue(caller) } }));
}

function withoutCertificate(way: Way): Probe[] {
  const { caller, outside: { host: name }, authorities: { foreign } } = way;
  const kind = 'without a certificate of the mesh';
  return [
    probe(way, kind, 'none', unconnected, { opening: { name } }),
    probe(way, kind, "another authority's", unconnected, { opening: { name, shown: foreign.issue(caller) } }),
    probe(way, kind, 'plaintext', unconnected, { opening: { name, by: 'plaintext' } }),
  ];
}

const asAnother = (way: Way): Probe[] =>
  wrongFaces.map(({ face, because }) => probe(way, 'an outside host that is none', face, { outcome: 'refused', status: 503, because }, { face }));

/** The outside hosts of a zone, by everybody. */
export function egressProbes(gateway: PlannedGateway, abroad: Abroad): Probe[] {
  return gateway.zone.outside.flatMap((outside) => {
    const callers = gateway.zone.services.filter((service) => service.outside.some(({ name }) => name === outside.name)).map(callerOf);
    const ways = callers.map((caller): Way => ({ ...abroad, gateway, outside, callers, caller }));
    return ways.flatMap((way) => [declared, otherIdentities, otherHosts, otherNames, withoutCertificate, asAnother].flatMap((make) => make(way)));
  });
}
