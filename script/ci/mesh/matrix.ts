/** Every request that a service is tried with, from the plan alone. */
import type { EndUser } from '../../../constructs/declaration/index.ts';
import { adminPort, type PlannedOperation, type PlannedService } from '../../../constructs/plan.ts';
import { isOf, type Attempt, type Expectation, type Kind } from './attempt.ts';
import { callersOf, pathOf, sameIdentity, type Caller } from './calls.ts';
import { foreigner, namesake, spiffeOf, stranger, type Identity } from './identity.ts';
import { otherPaths } from './paths.ts';
import type { Issuer } from './tokens.ts';

export interface World {
  /** Everybody who has a certificate. */
  readonly identities: readonly Identity[];
  readonly tokens: Issuer;
}

/** A declared call, from which the others are made by changing one thing. */
interface Call {
  readonly service: PlannedService;
  readonly caller: Caller;
  readonly operation: PlannedOperation;
  readonly tokens: Issuer;
}

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function attempt({ service, caller, operation, tokens }: Call, kind: Kind, how: string, expect: Expectation, changes: Partial<Attempt> = {}): Attempt {
  const base = { kind, callee: service.name, operation: operation.name, how, caller: caller.identity, transport: 'TLS', port: service.port, host: caller.host, method: operation.method, path: pathOf(operation.path), expect } as const;
  return { ...base, ...(operation.user && { token: tokens.right(operation.user) }), ...changes };
}

/** What the program asks for and the mesh does not: it can challenge, and the mesh could only refuse. */
const leftToProgram = ({ service, operation: { name, user } }: Call): EndUser | undefined => {
  const stated = service.operations.find((one) => one.name === name)?.user;
  return stated?.acr === user?.acr ? undefined : stated;
};

/** Every role that is asked for, another spelling of parameters, a query: what a program must be able to rely on. */
function declared(call: Call): Attempt[] {
  const { operation: { path, user }, tokens } = call;
  const stated = leftToProgram(call);
  const one = (how: string, changes: Partial<Attempt> = {}) => attempt(call, 'declared call', how, 'answered', changes);
  return [
    ...(user ? user.roles.map((role) => one(`role ${role}${stated ? ', whose second factor the program asks for' : ''}`, { token: tokens.right(user, role) })) : [one('as declared')]),
    ...(stated ? [one('after a second factor', { token: tokens.right(stated) })] : []),
    one('with a query', { path: `${pathOf(path)}?limit=10&after=x/y` }),
    ...(path.includes('{') ? [one('with other characters in its parameters', { path: pathOf(path, 'a.b_c~1-2') })] : []),
  ];
}

const isPreflighted = ({ caller, operation }: Call): boolean => caller.preflights.includes(operation.path);

/** What a browser asks before a page of another origin may make the call: it never sends a token. */
function preflight(call: Call, kind: Kind, how: string, expect: Expectation, changes: Partial<Attempt> = {}): Attempt {
  const asked = { origin: 'https://elsewhere.example', 'access-control-request-method': call.operation.method, 'access-control-request-headers': 'authorization' };
  const { token: _, ...sent } = attempt(call, kind, how ? `cross-origin preflight, ${how}` : 'cross-origin preflight', expect, { method: 'OPTIONS', ...changes, headers: { ...asked, ...changes.headers } });
  return sent;
}

function preflights(call: Call): Attempt[] {
  if (!isPreflighted(call)) return [preflight(call, 'another method', '', 'denied')];
  const may = call.caller.preflights.map((path) => ({ method: 'OPTIONS', path }));
  return [
    preflight(call, 'declared call', '', 'answered'),
    preflight(call, 'admin port', '', 'refused', { port: adminPort }),
    ...otherPaths(call.operation.path).map(({ how, path }) => preflight(call, 'another path', how, 'only as declared', { path, declared: may })),
  ];
}

/** The same call by everybody who may not make it, each forging the header in which proxies forward the caller's name. */
function byOthers(call: Call, { identities }: World): Attempt[] {
  const { service, caller, operation } = call;
  const allowed = callersOf(service).filter(({ operations }) => operations.some(({ name }) => name === operation.name));
  const others = [...identities, stranger, namesake(caller.identity)].filter((one) => !allowed.some((other) => sameIdentity(other.identity, one)));
  const forged = { 'x-forwarded-client-cert': `By=spiffe://cluster.local;Hash=${'0'.repeat(64)};URI=${spiffeOf(caller.identity)}` };
  return others.flatMap((other) => {
    const changes = { caller: other, headers: forged };
    return [attempt(call, 'another identity', spiffeOf(other), 'denied', changes), ...(isPreflighted(call) ? [preflight(call, 'another identity', spiffeOf(other), 'denied', changes)] : [])];
  });
}

function byOtherMethods(call: Call): Attempt[] {
  const { caller, operation } = call;
  const path = pathOf(operation.path);
  const other = methods.filter((method) => !caller.operations.some((one) => one.method === method && isOf(one.path, path)) && !(method === 'OPTIONS' && isPreflighted(call)));
  return [
    ...other.map((method) => attempt(call, 'another method', method, 'denied', { method })),
    ...other.slice(0, 1).map((method) => attempt(call, 'another method', `${method} that asks to be taken for the right one`, 'denied', { method, headers: { 'x-http-method-override': operation.method } })),
  ];
}

/** Whether a token made for one operation is good enough for another. */
const satisfies = (held: EndUser | undefined, { user }: PlannedOperation): boolean => !user || (held !== undefined && user.roles.includes(held.roles[0]) && (!user.acr || held.acr === user.acr));

function onOtherPaths(call: Call): Attempt[] {
  const { caller, operation } = call;
  const may = caller.operations.filter((one) => satisfies(operation.user, one));
  return otherPaths(operation.path).map(({ how, path }) => attempt(call, 'another path', how, 'only as declared', { path, declared: may }));
}

function withWrongTokens(call: Call): Attempt[] {
  const { user } = call.operation;
  if (!user) return [];
  const { token: right, ...base } = attempt(call, "without the end user's right token", 'the right one, in the query', 'denied');
  return [
    // Query parameters end up in logs (RFC 9700, section 4.3.2).
    { ...base, path: `${base.path}?access_token=${right}` },
    ...call.tokens.wrong(user).map(({ how, token }) => ({ ...base, how, ...(token !== undefined && { token }) })),
  ];
}

function byOtherTransport(call: Call): Attempt[] {
  const kind = 'without a certificate of the mesh';
  const { caller: _, ...anonymous } = attempt(call, kind, 'no certificate', 'no connection');
  return [
    anonymous,
    attempt(call, kind, "another authority's certificate", 'no connection', { foreignAuthority: true }),
    attempt(call, kind, "another mesh's identity", 'no connection', { caller: foreigner(call.caller.identity) }),
    attempt(call, 'plaintext', 'no TLS', 'no connection', { transport: 'plaintext' }),
  ];
}

/** Health and metrics are for the kubelet and the proxy's own agent; an arrow to an operation does not open them. */
const onAdminPort = (call: Call): Attempt[] => [
  attempt(call, 'admin port', 'the same call', 'refused', { port: adminPort }),
  ...['/metrics', '/healthz/ready'].map((path) => attempt(call, 'admin port', path, 'refused', { port: adminPort, method: 'GET', path })),
];

/** An operation that nobody calls is tried with everybody. */
function uncalled(service: PlannedService, world: World): Attempt[] {
  const called = new Set(callersOf(service).flatMap(({ operations }) => operations.map(({ name }) => name)));
  const nobody: Caller = { identity: stranger, host: service.name, operations: [], preflights: [] };
  return service.operations.filter(({ name }) => !called.has(name)).flatMap((operation) => byOthers({ service, caller: nobody, operation, tokens: world.tokens }, world));
}

/** Every attempt on a service. What others may not do is tried once per operation, the rest once per operation and caller. */
export function attemptsOn(service: PlannedService, world: World): Attempt[] {
  const calls = callersOf(service).flatMap((caller) => caller.operations.map((operation): Call => ({ service, caller, operation, tokens: world.tokens })));
  const first = calls.filter(({ operation }, i) => calls.findIndex((other) => other.operation.name === operation.name) === i);
  return [
    ...calls.flatMap((call) => [declared, preflights, byOtherMethods, onOtherPaths, withWrongTokens, byOtherTransport, onAdminPort].flatMap((make) => make(call))),
    ...first.flatMap((call) => byOthers(call, world)),
    ...uncalled(service, world),
  ];
}
