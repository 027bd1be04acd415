/** Every request that a public door is tried with, from the plan alone. */
import { hostOf } from '../../../constructs/names.ts';
import type { PlannedDoor, PlannedOperation, PlannedService } from '../../../constructs/plan.ts';
import { isOf } from './attempt.ts';
import { pathOf, preflightsAt } from './calls.ts';
import { shownTo, wrongFaces } from './far-ends.ts';
import type { PlannedGateway } from './gateway-plan.ts';
import type { Opening, Probe, ProbeKind, Wanted } from './gateway-probe.ts';
import { methods } from './matrix.ts';
import { otherPaths } from './paths.ts';

interface Way {
  readonly gateway: PlannedGateway;
  readonly service: PlannedService;
  readonly door: PlannedDoor;
  readonly operation: PlannedOperation;
}

const answered = (gateway: PlannedGateway): Wanted => ({ outcome: 'answered', by: shownTo(gateway, false), lasting: true });
const forbidden: Wanted = { outcome: 'refused', status: 403 };
const unconnected: Wanted = { outcome: 'no connection' };

function probe({ gateway, door: { fqdn }, operation }: Way, kind: ProbeKind, how: string, wanted: Wanted, changes: Partial<Probe> = {}): Probe {
  return { kind, gateway: gateway.namespace, how, opening: { name: fqdn }, host: fqdn, method: operation.method, path: pathOf(operation.path), wanted, ...changes };
}

const writes = ({ method }: PlannedOperation): boolean => ['POST', 'PUT', 'PATCH'].includes(method);

function declared(way: Way): Probe[] {
  const { gateway, door: { fqdn, maxBody }, operation } = way;
  const one = (how: string, changes: Partial<Probe> = {}) => probe(way, 'declared way in', how, answered(gateway), changes);
  const by = (how: NonNullable<Opening['by']>) => one(how, { opening: { name: fqdn, by: how } });
  return [
    one('as declared'),
    by('HTTP/2'), by('TLS 1.2'), by('TLS 1.3'),
    one('with a query', { path: `${pathOf(operation.path)}?limit=10&after=x/y` }),
    one('with the port in its host', { host: `${fqdn}:443` }),
    ...(writes(operation) ? [one('as large as may be', { body: { bytes: maxBody, announced: true } })] : []),
  ];
}

/** What a browser asks before a page of another origin may make the call, and where else it may not. */
function preflights(way: Way): Probe[] {
  const { gateway, service, operation } = way;
  const paths = preflightsAt(service);
  if (!paths.includes(operation.path)) return [];
  const asked = { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': operation.method, 'access-control-request-headers': 'authorization' } };
  const may = paths.map((path) => ({ method: 'OPTIONS', path }));
  return [
    probe(way, 'declared way in', 'cross-origin preflight', answered(gateway), asked),
    ...otherPaths(operation.path).map(({ how, path }) => probe(way, 'another path', `cross-origin preflight, ${how}`, { outcome: 'only as declared', declared: may }, { ...asked, path })),
    probe(way, 'another host in', 'cross-origin preflight', forbidden, { ...asked, host: 'elsewhere.example' }),
  ];
}

function otherMethods(way: Way): Probe[] {
  const path = pathOf(way.operation.path);
  const asked = preflightsAt(way.service).includes(way.operation.path) ? ['OPTIONS'] : [];
  const other = methods.filter((method) => !asked.includes(method) && !way.service.operations.some((one) => one.method === method && isOf(one.path, path)));
  return other.map((method) => probe(way, 'another method', method, forbidden, { method }));
}

const otherPathsOf = (way: Way): Probe[] =>
  otherPaths(way.operation.path).map(({ how, path }) => probe(way, 'another path', how, { outcome: 'only as declared', declared: way.service.operations }, { path }));

const otherHosts = (way: Way): Probe[] =>
  ['elsewhere.example', `x${way.door.fqdn}`, `${way.door.fqdn}.elsewhere.example`, hostOf({ name: way.service.name, namespace: way.service.zone.namespace })].map((host) => probe(way, 'another host in', host, forbidden, { host }));

const tooLarge = (way: Way): Probe[] =>
  writes(way.operation) ? [true, false].map((announced) => probe(way, 'too large', announced ? 'and says so' : 'in chunks', { outcome: 'refused', status: 413 }, { body: { bytes: way.door.maxBody + 1, announced } })) : [];

/** What is the same for every operation of a door is tried with one of them. */
function onceAt(way: Way): Probe[] {
  const { door: { fqdn } } = way;
  const opened = (kind: ProbeKind, how: string, opening: Opening) => probe(way, kind, how, unconnected, { opening });
  const weak = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2 without authenticated encryption', 'plaintext'] as const;
  return [
    ...weak.map((by) => opened('weak TLS', by, { name: fqdn, by })),
    ...['', 'elsewhere.example', `x.${fqdn}`].map((name) => opened('another host in', `${name || 'no name'} in TLS`, { name })),
    probe(way, 'an ambiguous header', 'an underscore, which some programs read as a hyphen', { outcome: 'refused', status: 400 }, { headers: { x_forwarded_for: '192.0.2.1' } }),
    ...wrongFaces.map(({ face, because }) => probe(way, 'a service that is none', face, { outcome: 'refused', status: 503, because }, { face })),
  ];
}

/** The doors of a zone. */
export function ingressProbes(gateway: PlannedGateway): Probe[] {
  return gateway.zone.services.flatMap((service) => {
    const { door, operations } = service;
    if (!door) return [];
    const ways = operations.map((operation): Way => ({ gateway, service, door, operation }));
    const [first] = ways.filter(({ operation }) => operation.method === 'GET');
    return [...ways.flatMap((way) => [declared, preflights, otherMethods, otherPathsOf, otherHosts, tooLarge].flatMap((make) => make(way))), ...(first ? onceAt(first) : [])];
  });
}
