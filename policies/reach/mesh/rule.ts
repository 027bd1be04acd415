/** One rule of an AuthorizationPolicy, and whether a request meets it. */
import { defaultNamespace, isFields, type Manifest, type Path, type Value } from '../../manifests/index.ts';
import { blockOf, inBlock } from '../addresses.ts';
import { matchesHost, matchesPath, matchesText } from './match.ts';
import { meets, parts, patterns, type Fielded, type Match, type Parts, type Shown } from './patterns.ts';
import type { Request, Sender } from './request.ts';

export interface AuthorizationRule {
  readonly manifest: Manifest;
  readonly path: Path;
  readonly value: Value;
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

const fromHolds = (source: Fielded, sender: Sender, request: Request, own: string): boolean =>
  meets(source, 'principals', sender.principal === undefined ? [] : [sender.principal], matchesText) &&
  meets(source, 'namespaces', sender.namespace === undefined ? [] : [sender.namespace], matchesText) &&
  meets(source, 'serviceAccounts', account(sender), matchesAccount(own)) &&
  meets(source, 'requestPrincipals', requestPrincipal(request), matchesText) &&
  meets(source, 'ipBlocks', [''], isEveryBlock) &&
  meets(source, 'remoteIpBlocks', [''], isEveryBlock);

const toHolds = (operation: Fielded, { port }: Sender, { method, path, host }: Request): boolean =>
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
function whenHolds({ key, value }: Parts['conditions'][number], sender: Sender, request: Request, unknown: boolean): boolean {
  const shown = shownBy(key, sender, request);
  return shown === undefined ? unknown : meets(patterns(value), 'values', shown, matchesText);
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
  const { sources, operations, conditions } = parts(rule);
  const source = (one: Value): boolean => {
    const read = readable(one, httpSource, sender, denies);
    return read !== undefined && fromHolds(patterns(read), sender, request, own);
  };
  const operation = (one: Value): boolean => {
    const read = readable(one, httpOperation, sender, denies);
    return read !== undefined && toHolds(patterns(read), sender, request);
  };
  const condition = (one: Parts['conditions'][number]): boolean => (!sender.http && isHttpKey(one.key) ? denies : whenHolds(one, sender, request, !denies));
  return (operations.length === 0 || operations.some(operation)) && (sources.length === 0 || sources.some(source)) && conditions.every(condition);
}

/** Whether a rule is about what a request asks for, whoever sends it. */
export function isAskedBy({ value }: AuthorizationRule, sender: Sender, request: Request): boolean {
  const { operations } = parts(value);
  return operations.length === 0 || operations.some((one) => toHolds(patterns(one), sender, request));
}
