/** Holds what each workload of the mesh lets in to the declared calls, as if the network were open: by identity, port, method, path and end user. */
import { anyPod, elsewhere, type Actor } from './actor.ts';
import type { Cause } from './cause.ts';
import { isParty, type DeclaredCall, type DeclaredGraph } from './declared.ts';
import type { Difference } from './difference.ts';
import { permits } from './mesh/authorization.ts';
import { callersOf, type Caller } from './mesh/callers.ts';
import { isDeclared, isOfUser } from './mesh/declared-paths.ts';
import { isGateway, isInjected } from './mesh/identity.ts';
import { mtlsOf } from './mesh/peer-authentication.ts';
import { probesWithTokens, tokensOf } from './mesh/probes.ts';
import { tokenText, type Request } from './mesh/request.ts';
import { reading } from './mesh/tokens.ts';
import { MeshWorkload } from './mesh/workload.ts';
import type { World } from './world.ts';

const requestText = ({ method, path, token }: Request): string => `${method} ${path}${token ? ` (${tokenText(token)})` : ''}`;

/** As many as a person reads; how many more there are. */
export function several(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  return unique.length > 3 ? `${unique.slice(0, 3).join('; ')}; and ${unique.length - 3} more` : unique.join('; ');
}

/** Requests that are let in and not declared, and the other way round. */
interface Found {
  readonly requests: string[];
  readonly causes: Cause[];
}

function fromCaller(graph: DeclaredGraph, workload: MeshWorkload, caller: Caller, port: number, calls: readonly DeclaredCall[]): Difference[] {
  const { actor, jwtRules } = workload;
  const declared = calls.filter((call) => call.port === port && isParty(call.from, caller));
  const operations = declared.flatMap((call) => call.operations);
  const authorization = workload.authorizationFor(caller.identity);
  if (operations.length === 0 && authorization.allow.length === 0 && authorization.guarded.length > 0) return [];
  const [more, less]: readonly [Found, Found] = [{ requests: [], causes: [] }, { requests: [], causes: [] }];
  const sender = { ...caller.identity, port, http: workload.isHttp(port) };
  for (const request of probesWithTokens({ sender, rules: [...authorization.allow, ...authorization.deny], operations, graph, host: `${actor.key.split('/')[1]}.${actor.namespace}.svc.cluster.local` })) {
    const { token, ...rest } = request;
    const { allowed, causes } = permits(authorization, sender, jwtRules.length === 0 || token === undefined ? rest : { ...rest, token });
    if (allowed === isDeclared(graph, operations, request)) continue;
    const side = allowed ? more : less;
    // What differs without a token is told once: with one it is no news.
    if (token && side.requests.includes(requestText(rest))) continue;
    side.requests.push(requestText(request));
    side.causes.push(...causes);
  }
  const ends = { wall: 'mesh' as const, from: caller.key, to: actor.key };
  return [
    ...(more.requests.length > 0 ? [{ ...ends, side: 'more' as const, what: `${port}: ${several(more.requests)}`, causes: [...new Set(more.causes)] }] : []),
    ...(less.requests.length > 0 ? [{ ...ends, side: 'less' as const, what: `${port}: ${several(less.requests)}`, causes: [...declared.map((call) => call.cause), ...new Set(less.causes)] }] : []),
  ];
}

/** Connections without a certificate of the mesh: nobody declares any. */
function plaintext({ index, mesh }: World, { actor }: MeshWorkload, ports: readonly number[]): Difference[] {
  const open = ports.map((port) => ({ port, mtls: mtlsOf(index, mesh, actor, port) })).filter(({ mtls }) => mtls.mode !== 'STRICT');
  return open.length === 0 ? [] : [{ wall: 'mesh', side: 'more', from: '(anybody without a certificate)', to: actor.key, what: `plaintext on ${open.map(({ port }) => port).join(', ')}`, causes: open.flatMap(({ mtls }) => mtls.causes) }];
}

/** Which tokens are read: the declared issuer's for the declared audience, verified by its keys, wherever an end user stands behind a call. */
function tokens(graph: DeclaredGraph, { actor, jwtRules, rules }: MeshWorkload, calls: readonly DeclaredCall[]): Difference[] {
  const users = calls.flatMap(({ operations }) => operations.flatMap(({ user }) => user ?? []));
  const ends = { wall: 'mesh' as const, from: '(end users)', to: actor.key };
  const foreign = jwtRules.filter(({ keys }) => keys !== undefined && keys !== graph.endUsers.keys);
  const read = tokensOf(rules, graph).filter((token) => token !== undefined && reading(jwtRules, token) === 'read');
  const wrong = read.flatMap((token) => (token && (token.issuer !== graph.endUsers.issuer || !token.audiences.includes(graph.endUsers.audience)) ? [tokenText(token)] : []));
  const unread = users.length > 0 && !read.some((token) => users.some((user) => isOfUser(graph, user, token)));
  return [
    ...(wrong.length + foreign.length > 0 ? [{ ...ends, side: 'more' as const, what: several([...wrong, ...foreign.map(({ keys }) => `keys of ${keys ?? ''}`)]), causes: jwtRules.map((rule) => rule.cause) }] : []),
    ...(unread ? [{ ...ends, side: 'less' as const, what: `tokens of ${graph.endUsers.issuer} are not read`, causes: [...calls.map((call) => call.cause), ...jwtRules.map((rule) => rule.cause)] }] : []),
  ];
}

/** The workloads whose proxies decide for their programs, and whatever else might run beside them. Gateways are doors. */
export const guardedWorkloads = ({ judged }: World): Actor[] => judged.filter((actor) => (actor.kind === 'workload' || actor.key.endsWith(`/${anyPod}`)) && isInjected(actor) && !isGateway(actor));

/** Every pod of the mesh, gateways too, and those of a namespace that has no say of its own. */
function withoutCertificates(world: World): Difference[] {
  const { index, mesh, judged } = world;
  const nowhere = world.actors.find(({ key }) => key === `${elsewhere}/${anyPod}`);
  return [...judged.filter(isInjected), ...(nowhere ? [nowhere] : [])].flatMap((actor) => {
    const workload = new MeshWorkload(index, mesh, actor);
    return plaintext(world, workload, workload.ports([]));
  });
}

export function compareMesh(world: World, graph: DeclaredGraph): Difference[] {
  const callers = callersOf(world.actors, world.mesh);
  const calling = guardedWorkloads(world).flatMap((actor) => {
    const workload = new MeshWorkload(world.index, world.mesh, actor);
    const calls = graph.calls.filter(({ to }) => isParty(to, actor));
    const ports = workload.ports(calls.map(({ port }) => port));
    return [...tokens(graph, workload, calls), ...callers.flatMap((caller) => ports.flatMap((port) => fromCaller(graph, workload, caller, port, calls)))];
  });
  return [...withoutCertificates(world), ...calling];
}
