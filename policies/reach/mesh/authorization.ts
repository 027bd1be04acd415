/** AuthorizationPolicy (security.istio.io): CUSTOM and DENY before ALLOW; where any ALLOW is about a workload, what none allows is denied. */
import { at, defaultNamespace, isFields, list, text, texts, type Manifest, type ManifestIndex, type Path, type Value } from '../../manifests/index.ts';
import type { Actor } from '../actor.ts';
import { inBlock, blockOf } from '../addresses.ts';
import { cause, type Cause } from '../cause.ts';
import { selectorOf, selects } from '../selector.ts';
import type { MeshSettings } from './identity.ts';
import { matchesHost, matchesPath, matchesText } from './match.ts';
import type { Request, Sender } from './request.ts';

export interface AuthorizationRule {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly value: Value;
}

export interface Authorization {
  readonly allow: readonly AuthorizationRule[];
  readonly deny: readonly AuthorizationRule[];
  /** An ALLOW without rules denies everything that no other allows, and has nothing to point at but itself. */
  readonly guarded: readonly Cause[];
}

const rulesOf = (manifest: Manifest): AuthorizationRule[] => list(at(manifest.spec, 'rules')).map((value, i) => ({ manifest, path: ['spec', 'rules', i], value }));

const isTargeted = (spec: Value | undefined): boolean => list(at(spec, 'targetRefs')).length > 0 || isFields(at(spec, 'targetRef'));

/** The policies about a workload: its namespace's and, of the whole mesh, the root namespace's. Those for waypoints and Gateway API targets are not about it. */
export function authorizationOf(index: ManifestIndex, { rootNamespace }: MeshSettings, actor: Actor): Authorization {
  const about = index
    .ofKind('AuthorizationPolicy', 'security.istio.io')
    .filter(({ namespace = defaultNamespace, spec }) => (namespace === actor.namespace || namespace === rootNamespace) && !isTargeted(spec) && selects(selectorOf(at(spec, 'selector')), actor.labels));
  const ofAction = (action: string): Manifest[] => about.filter(({ spec }) => (text(at(spec, 'action')) ?? 'ALLOW') === action);
  return { allow: ofAction('ALLOW').flatMap(rulesOf), deny: ofAction('DENY').flatMap(rulesOf), guarded: ofAction('ALLOW').map((manifest) => cause(manifest, 'spec')) };
}

/** What a request shows: more than one value where a claim is a list. */
type Shown = readonly (string | undefined)[];

type Match = (pattern: string, value: string | undefined) => boolean;

/** `values` must be met, `notValues` must not; left out, each holds. */
function meets(value: Value, field: string, shown: Shown, match: Match): boolean {
  const wanted = at(value, field);
  const unwanted = at(value, `not${field.charAt(0).toUpperCase()}${field.slice(1)}`);
  const any = (patterns: readonly string[]): boolean => patterns.some((pattern) => shown.some((one) => match(pattern, one)));
  return (wanted === undefined || texts(wanted).length === 0 || any(texts(wanted))) && (unwanted === undefined || !any(texts(unwanted)));
}

const account = (sender: Sender): Shown => (sender.namespace === undefined ? [] : [`${sender.namespace}/${sender.serviceAccount ?? ''}`]);

/** A ServiceAccount without namespace is meant in the policy's own. */
const matchesAccount = (own: string): Match => (pattern, value) => matchesText(pattern.includes('/') ? pattern : `${own}/${pattern}`, value);

const requestPrincipal = ({ token }: Request): Shown => (token ? [`${token.issuer}/${token.subject}`] : []);

/** A block of addresses: no manifest tells a pod's own, so only a block of all addresses is sure to hold it. */
const isEveryBlock: Match = (pattern) => ['0.0.0.0', '255.255.255.255'].every((address) => {
  const block = blockOf(pattern);
  return block !== undefined && block.network.kind() === 'ipv4' && inBlock(address, block);
});

const httpSource = ['requestPrincipals', 'notRequestPrincipals', 'remoteIpBlocks', 'notRemoteIpBlocks'];
const httpOperation = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'];

const fromHolds = (source: Value, sender: Sender, request: Request, own: string): boolean =>
  meets(source, 'principals', sender.principal === undefined ? [] : [sender.principal], matchesText) &&
  meets(source, 'namespaces', sender.namespace === undefined ? [] : [sender.namespace], matchesText) &&
  meets(source, 'serviceAccounts', account(sender), matchesAccount(own)) &&
  meets(source, 'requestPrincipals', requestPrincipal(request), matchesText) &&
  meets(source, 'ipBlocks', [''], isEveryBlock) &&
  meets(source, 'remoteIpBlocks', [''], isEveryBlock);

const toHolds = (operation: Value, { port }: Sender, { method, path, host }: Request): boolean =>
  meets(operation, 'ports', [String(port)], (pattern, value) => pattern === value) &&
  meets(operation, 'methods', [method], matchesText) &&
  meets(operation, 'paths', [path], (pattern, value) => matchesPath(pattern, value ?? '')) &&
  meets(operation, 'hosts', [host], matchesHost);

/** What a condition's key shows; nothing where the key is not known. */
function shownBy(key: string, { principal, namespace, serviceAccount, port }: Sender, { token, sni }: Request): Shown | undefined {
  const claim = /^request\.auth\.claims(.+)$/.exec(key)?.[1];
  if (claim !== undefined) return token?.claims[[...claim.matchAll(/\[([^\]]*)\]/g)].map(([, name]) => name).join('.')] ?? [];
  switch (key) {
    case 'request.auth.principal': return token ? [`${token.issuer}/${token.subject}`] : [];
    case 'request.auth.audiences': return token?.audiences ?? [];
    case 'request.auth.presenter': return token?.claims['azp'] ?? [];
    case 'source.principal': return principal === undefined ? [] : [principal];
    case 'source.namespace': return namespace === undefined ? [] : [namespace];
    case 'source.serviceAccount': return namespace === undefined ? [] : [`${namespace}/${serviceAccount ?? ''}`];
    case 'destination.port': return [String(port)];
    case 'connection.sni': return sni === undefined ? [] : [sni];
    default: return undefined;
  }
}

const isHttpKey = (key: string): boolean => key.startsWith('request.');

/**
 * A condition that no manifest decides, such as one on a header: it may hold, which is taken for an ALLOW, and may not, which is taken for
 * a DENY. So nothing that could pass is missed.
 */
function whenHolds(condition: Value, sender: Sender, request: Request, unknown: boolean): boolean {
  const shown = shownBy(text(at(condition, 'key')) ?? '', sender, request);
  return shown === undefined ? unknown : meets(condition, 'values', shown, matchesText);
}

const mentions = (value: Value, fields: readonly string[]): boolean => isFields(value) && fields.some((field) => Object.hasOwn(value, field));

/** On other ports than those of HTTP what is HTTP's own never holds in an ALLOW, and is left out of a DENY (Istio, "TCP traffic"). */
function readable(value: Value, fields: readonly string[], { http }: Sender, denies: boolean): Value | undefined {
  if (http || !mentions(value, fields) || !isFields(value)) return value;
  return denies ? Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field))) : undefined;
}

/** The part of a rule that a request meets, if it meets all of it. */
export function ruleHolds({ value: rule, manifest }: AuthorizationRule, sender: Sender, request: Request, denies: boolean): boolean {
  const own = manifest.namespace ?? defaultNamespace;
  const from = list(at(rule, 'from'));
  const to = list(at(rule, 'to'));
  const when = list(at(rule, 'when'));
  const source = (one: Value): boolean => {
    const read = readable(at(one, 'source') ?? null, httpSource, sender, denies);
    return read !== undefined && fromHolds(read, sender, request, own);
  };
  const operation = (one: Value): boolean => {
    const read = readable(at(one, 'operation') ?? null, httpOperation, sender, denies);
    return read !== undefined && toHolds(read, sender, request);
  };
  const condition = (one: Value): boolean => (!sender.http && isHttpKey(text(at(one, 'key')) ?? '') ? denies : whenHolds(one, sender, request, !denies));
  return (from.length === 0 || from.some(source)) && (to.length === 0 || to.some(operation)) && when.every(condition);
}

/** Whether a rule is about what a request asks for, whoever sends it. */
export function isAskedBy({ value }: AuthorizationRule, sender: Sender, request: Request): boolean {
  const to = list(at(value, 'to'));
  return to.length === 0 || to.some((one) => toHolds(at(one, 'operation') ?? null, sender, request));
}

export interface Permission {
  readonly allowed: boolean;
  readonly causes: readonly Cause[];
}

const causeOf = ({ manifest, path }: AuthorizationRule): Cause => ({ manifest, path });

/** Whether a workload's policies let a request in, and what decides. */
export function permits({ allow, deny, guarded }: Authorization, sender: Sender, request: Request): Permission {
  const denied = deny.find((rule) => ruleHolds(rule, sender, request, true));
  if (denied) return { allowed: false, causes: [causeOf(denied)] };
  if (guarded.length === 0) return { allowed: true, causes: [] };
  const holding = allow.filter((rule) => ruleHolds(rule, sender, request, false));
  return holding.length > 0 ? { allowed: true, causes: holding.map(causeOf) } : { allowed: false, causes: guarded };
}
