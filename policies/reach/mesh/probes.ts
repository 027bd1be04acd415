/**
 * Requests that tell one set of rules from another: for every pattern that rules or declarations have, some that it takes and some that stand
 * just beside it. A pattern that is wider or narrower than declared differs on one of them.
 */
import { at, list, text, texts, type Value } from '../../manifests/index.ts';
import type { DeclaredGraph, DeclaredOperation } from '../declared.ts';
import { isAskedBy, type AuthorizationRule } from './rule.ts';
import { isPathOf } from './declared-paths.ts';
import type { Request, Sender, Token } from './request.ts';

/** A value that no pattern has by chance. */
const filler = 'w7';

const operationsIn = (rules: readonly AuthorizationRule[], field: string): string[] =>
  rules.flatMap(({ value }) => list(at(value, 'to')).flatMap((to) => [field, `not${field.charAt(0).toUpperCase()}${field.slice(1)}`].flatMap((name) => texts(at(to, 'operation', name)))));

/** Texts that a pattern takes. */
function takenBy(pattern: string): string[] {
  const filled = pattern.replaceAll('{**}', `${filler}/${filler}`).replaceAll(/\{[^}]*\}/g, filler);
  if (filled === '*') return [`/${filler}`];
  if (filled.endsWith('*')) return [filled.slice(0, -1), `${filled.slice(0, -1)}${filler}`, `${filled.slice(0, -1)}/${filler}`];
  return filled.startsWith('*') ? [filled.slice(1), `/${filler}${filled.slice(1)}`] : [filled];
}

/** The text, and others that differ from it at its end, its beginning, or by a segment. */
const around = (path: string): string[] => [path, `${path}/`, `${path}/${filler}`, `${path}${filler}`, `/${filler}${path}`, path.replace(/\/[^/]*$/, ''), path.replace(/\/[^/]*$/, '/'), path.toUpperCase()].map((one) => (one.startsWith('/') ? one : `/${one}`));

const pathsOf = (rules: readonly AuthorizationRule[], operations: readonly DeclaredOperation[]): string[] => [
  ...new Set([`/${filler}`, ...[...operationsIn(rules, 'paths'), ...operations.map(({ path }) => path)].flatMap(takenBy).flatMap(around)]),
];

const methodsOf = (rules: readonly AuthorizationRule[], operations: readonly DeclaredOperation[]): string[] => [
  ...new Set(['GET', 'POST', 'TRACE', ...[...operationsIn(rules, 'methods'), ...operations.map(({ method }) => method)].map((method) => method.replace('*', 'X'))]),
];

const conditionsOf = (rules: readonly AuthorizationRule[]): Value[] => rules.flatMap(({ value }) => list(at(value, 'when')));

const filled = (pattern: string): string => pattern.replace('*', filler);

/** Names of claims that some rule asks for, with the values. */
function claimsOf(rules: readonly AuthorizationRule[]): ReadonlyMap<string, readonly string[]> {
  const asked = conditionsOf(rules).flatMap((condition) => {
    const name = /^request\.auth\.claims\[([^\]]+)\]$/.exec(text(at(condition, 'key')) ?? '')?.[1];
    return name === undefined ? [] : [[name, [...texts(at(condition, 'values')), ...texts(at(condition, 'notValues'))].map(filled)] as const];
  });
  return new Map([...Map.groupBy(asked, ([name]) => name)].map(([name, all]) => [name, [...new Set(all.flatMap(([, values]) => values))]]));
}

/** The right token of every role, and what is wrong in one thing. */
export function tokensOf(rules: readonly AuthorizationRule[], graph: DeclaredGraph): (Token | undefined)[] {
  const { endUsers: { issuer, audience } } = graph;
  const users = [...graph.calls, ...graph.doors].flatMap(({ operations }) => operations.flatMap(({ user }) => user ?? []));
  const claims = claimsOf(rules);
  const roles = [...new Set([...users.flatMap((user) => user.roles), ...(claims.get('roles') ?? [])])];
  const acrs = [...new Set([...users.flatMap(({ acr }) => acr ?? []), ...(claims.get('acr') ?? [])])];
  const issuers = rules.flatMap(({ value }) => list(at(value, 'from')).flatMap((from) => texts(at(from, 'source', 'requestPrincipals')))).map((pattern) => pattern.replace(/\/[^/]*$/, '')).filter((one) => one !== issuer && one !== '').map(filled);
  const all: Token = { issuer, subject: 'somebody', audiences: [audience], claims: { ...Object.fromEntries(claims), roles, acr: acrs } };
  const one = (changed: Partial<Token>): Token => ({ ...all, ...changed });
  return [
    undefined,
    ...roles.flatMap((role) => [one({ claims: { ...all.claims, roles: [role] } }), one({ claims: { ...all.claims, roles: [role], acr: [] } })]),
    one({ claims: { ...all.claims, roles: [] } }),
    one({ claims: { ...all.claims, roles: [filler] } }),
    one({ claims: { ...all.claims, acr: [filler] } }),
    ...[...claims.keys()].filter((name) => name !== 'roles' && name !== 'acr').map((name) => one({ claims: { ...all.claims, [name]: [] } })),
    one({ audiences: [] }),
    one({ audiences: [filler] }),
    ...[...new Set([...issuers, `${issuer}.${filler}`, `https://${filler}`])].map((other) => one({ issuer: other })),
  ];
}

const hostsIn = (rules: readonly AuthorizationRule[]): string[] => operationsIn(rules, 'hosts').flatMap((host) => [host.replace('*', filler), `${filler}.${host.replace('*', filler)}`]);

export interface ProbeProps {
  readonly rules: readonly AuthorizationRule[];
  readonly operations: readonly DeclaredOperation[];
  /** The name by which it is called. */
  readonly host: string;
}

/** Every request, without a token, that must be told apart at a workload. */
export function* probesOf({ rules, operations, host }: ProbeProps): Generator<Request> {
  const hosts = [...new Set([host, ...hostsIn(rules)])];
  const methods = methodsOf(rules, operations);
  for (const path of pathsOf(rules, operations)) for (const method of methods) for (const one of hosts) yield { method, path, host: one, sni: one };
}

/** The same with every token that must be told apart, where some rule or operation is about what is asked; elsewhere no token changes anything. */
export function* probesWithTokens(props: ProbeProps & { readonly graph: DeclaredGraph; readonly sender: Sender }): Generator<Request> {
  const { rules, operations, graph, sender } = props;
  const tokens = tokensOf(rules, graph);
  for (const request of probesOf(props)) {
    const matters = operations.some(({ method, path }) => method === request.method && isPathOf(path, request.path)) || rules.some((rule) => isAskedBy(rule, sender, request));
    for (const token of matters ? tokens : [undefined]) yield token ? { ...request, token } : request;
  }
}

/** One request that an operation takes, with its right token. */
export function requestOf(graph: DeclaredGraph, { method, path, user }: DeclaredOperation, host: string): Request {
  const { endUsers: { issuer, audience } } = graph;
  const [taken = path] = takenBy(path);
  return { method, path: taken, host, ...(user && { token: { issuer, subject: 'somebody', audiences: [audience], claims: { roles: user.roles.slice(0, 1), ...(user.acr !== undefined && { acr: [user.acr] }) } } }) };
}
