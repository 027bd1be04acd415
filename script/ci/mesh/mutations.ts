/** Changes of the real manifests that the traffic must show: what proves that a quiet run is not a deaf one. */
import type { Kind } from './attempt.ts';
import type { Emitted } from './manifests.ts';

export interface Mutation {
  readonly name: string;
  /** Whose attempts are run. */
  readonly service: string;
  readonly change: (objects: readonly Emitted[]) => Emitted[];
  /** The kind of attempt that must surprise. */
  readonly shows: Kind;
}

/** Exchanges every occurrence of a key in an object's spec. */
function exchange(object: Emitted, key: string, value: unknown): Emitted {
  return JSON.parse(JSON.stringify(object, (name: string, old: unknown) => (name === key ? value : old)));
}

export const inEvery = (kind: string, key: string, value: unknown) => (objects: readonly Emitted[]): Emitted[] => objects.map((object) => (object.kind === kind ? exchange(object, key, value) : object));

/** AuthorizationPolicies without the conditions on a key. */
const withoutCondition = (key: string) => (objects: readonly Emitted[]): Emitted[] =>
  objects.map((object) => (object.kind === 'AuthorizationPolicy' ? JSON.parse(JSON.stringify(object), (_name, value: unknown) => (Array.isArray(value) ? value.filter((one) => !(typeof one === 'object' && one !== null && 'key' in one && one.key === key)) : value)) : object));

/** Changes every rule's operations, in the AuthorizationPolicies, that are about a method. */
export const onMethod = (method: string, change: (operation: object) => object[]) => (objects: readonly Emitted[]): Emitted[] =>
  objects.map((object) => (object.kind === 'AuthorizationPolicy' ? JSON.parse(JSON.stringify(object), (name, value: unknown) => (name === 'to' && Array.isArray(value) ? value.flatMap((one) => (one?.operation?.methods?.includes(method) ? change(one.operation).map((operation) => ({ operation })) : [one])) : value)) : object));

/** One more condition wherever a role is asked for. */
const withCondition = (key: string, value: string) => (objects: readonly Emitted[]): Emitted[] =>
  objects.map((object) => (object.kind === 'AuthorizationPolicy' ? JSON.parse(JSON.stringify(object), (name, held: unknown) => (name === 'when' && Array.isArray(held) ? [...held, { key, values: [value] }] : held)) : object));

export const without = (kind: string) => (objects: readonly Emitted[]): Emitted[] => objects.filter((object) => object.kind !== kind);

export const mutations: readonly Mutation[] = [
  { name: 'AuthorizationPolicies let any identity in', service: 'payments', change: inEvery('AuthorizationPolicy', 'principals', ['*']), shows: 'another identity' },
  { name: 'AuthorizationPolicies let any method in', service: 'vault', change: inEvery('AuthorizationPolicy', 'methods', undefined), shows: 'another method' },
  { name: 'AuthorizationPolicies let any path in', service: 'vault', change: inEvery('AuthorizationPolicy', 'paths', undefined), shows: 'another path' },
  { name: 'AuthorizationPolicies name no port', service: 'vault', change: inEvery('AuthorizationPolicy', 'ports', undefined), shows: 'admin port' },
  { name: 'AuthorizationPolicies ask for no claims', service: 'ledger', change: inEvery('AuthorizationPolicy', 'when', undefined), shows: "without the end user's right token" },
  { name: 'AuthorizationPolicies ask for no role', service: 'ledger', change: withoutCondition('request.auth.claims[roles]'), shows: "without the end user's right token" },
  { name: 'AuthorizationPolicies ask for no second factor', service: 'ledger', change: withoutCondition('request.auth.claims[acr]'), shows: "without the end user's right token" },
  { name: 'AuthorizationPolicies ask for no second factor', service: 'payments', change: withoutCondition('request.auth.claims[acr]'), shows: "without the end user's right token" },
  { name: 'AuthorizationPolicies ask for a second factor at the door', service: 'gateway', change: withCondition('request.auth.claims[acr]', 'mfa'), shows: 'declared call' },
  { name: 'AuthorizationPolicies let no preflight in', service: 'gateway', change: onMethod('OPTIONS', () => []), shows: 'declared call' },
  { name: 'AuthorizationPolicies let preflights of any path in', service: 'gateway', change: onMethod('OPTIONS', (operation) => [{ ...operation, paths: undefined }]), shows: 'another path' },
  { name: 'tokens for any audience are taken', service: 'ledger', change: (objects) => withoutCondition('request.auth.audiences')(inEvery('RequestAuthentication', 'audiences', undefined)(objects)), shows: "without the end user's right token" },
  { name: 'RequestAuthentications keep the token from the program', service: 'ledger', change: inEvery('RequestAuthentication', 'forwardOriginalToken', false), shows: 'declared call' },
  { name: 'paths are not normalised', service: 'ledger', change: inEvery('Istio', 'normalization', 'NONE'), shows: 'another path' },
  { name: 'mutual TLS is PERMISSIVE', service: 'payments', change: inEvery('PeerAuthentication', 'mode', 'PERMISSIVE'), shows: 'plaintext' },
  { name: 'there is no PeerAuthentication', service: 'payments', change: without('PeerAuthentication'), shows: 'plaintext' },
  { name: 'there is no AuthorizationPolicy', service: 'vault', change: without('AuthorizationPolicy'), shows: 'admin port' },
  { name: 'the caller is missing from the AuthorizationPolicies', service: 'vault', change: inEvery('AuthorizationPolicy', 'principals', ['cluster.local/ns/guichet-core/sa/nobody']), shows: 'declared call' },
];
