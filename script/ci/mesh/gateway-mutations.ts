/** Changes of the real manifests that the gateways' traffic must show: what proves that a quiet run is not a deaf one. */
import type { ProbeKind } from './gateway-probe.ts';
import type { Emitted } from './manifests.ts';
import { inEvery, onMethod, without } from './mutations.ts';

export interface GatewayMutation {
  readonly name: string;
  /** The namespace of the gateway that is tried. */
  readonly gateway: string;
  readonly change: (objects: readonly Emitted[]) => Emitted[];
  /** The kind of probe that must surprise. */
  readonly shows: ProbeKind;
}

/** Only where it is of the gateway's own namespace. */
const inNamespace = (namespace: string, change: GatewayMutation['change']) => (objects: readonly Emitted[]): Emitted[] =>
  objects.flatMap((object) => (object.metadata.namespace === namespace ? change([object]) : [object]));

const both = (...changes: readonly GatewayMutation['change'][]) => (objects: readonly Emitted[]): Emitted[] => changes.reduce<Emitted[]>((all, change) => change(all), [...objects]);

const shops = 'guichet-edge-ingress';
const cards = 'guichet-cardholder-ingress';
const cardsOut = 'guichet-cardholder-egress';
const banks = 'guichet-connectors-egress';

const inward: readonly GatewayMutation[] = [
  { name: 'admission lets any method in', gateway: cards, change: inNamespace(cards, inEvery('AuthorizationPolicy', 'methods', undefined)), shows: 'another method' },
  { name: 'admission lets any path in', gateway: cards, change: inNamespace(cards, inEvery('AuthorizationPolicy', 'paths', undefined)), shows: 'another path' },
  { name: 'admission lets any host in', gateway: cards, change: inNamespace(cards, inEvery('AuthorizationPolicy', 'hosts', undefined)), shows: 'another host in' },
  { name: 'admission lets no preflight in', gateway: shops, change: inNamespace(shops, onMethod('OPTIONS', () => [])), shows: 'declared way in' },
  { name: 'admission lets preflights of any path in', gateway: shops, change: inNamespace(shops, onMethod('OPTIONS', (operation) => [{ ...operation, paths: undefined }])), shows: 'another path' },
  { name: 'the door has no limits', gateway: cards, change: inNamespace(cards, without('EnvoyFilter')), shows: 'too large' },
  { name: 'the door has another rate', gateway: cards, change: both(inEvery('EnvoyFilter', 'max_tokens', 100_000), inEvery('EnvoyFilter', 'tokens_per_fill', 100_000)), shows: 'over the rate' },
  { name: 'old TLS and its ciphers are taken', gateway: cards, change: both(inEvery('Gateway', 'minProtocolVersion', 'TLSV1_0'), inEvery('Gateway', 'cipherSuites', ['ECDHE-ECDSA-AES128-SHA'])), shows: 'weak TLS' },
  { name: 'the certificate is for another host', gateway: cards, change: inEvery('Certificate', 'dnsNames', ['elsewhere.example']), shows: 'declared way in' },
  { name: 'browsers are not told to stay with TLS', gateway: cards, change: inEvery('VirtualService', 'headers', undefined), shows: 'declared way in' },
  { name: 'the service behind is not known by its identity', gateway: cards, change: inEvery('DestinationRule', 'subjectAltNames', undefined), shows: 'a service that is none' },
];

const outward: readonly GatewayMutation[] = [
  { name: 'any workload may leave', gateway: cardsOut, change: inEvery('AuthorizationPolicy', 'principals', ['*']), shows: 'another identity' },
  { name: 'callers may name any host', gateway: cardsOut, change: both(inEvery('AuthorizationPolicy', 'hosts', undefined), inEvery('AuthorizationPolicy', 'when', undefined)), shows: 'another host out' },
  { name: 'the names of outside hosts are not verified', gateway: cardsOut, change: inEvery('DestinationRule', 'subjectAltNames', undefined), shows: 'an outside host that is none' },
  { name: 'the authorities of outside hosts are not verified', gateway: cardsOut, change: inNamespace(cardsOut, inEvery('DestinationRule', 'tls', { mode: 'SIMPLE', insecureSkipVerify: true })), shows: 'an outside host that is none' },
  { name: 'the caller is missing from the AuthorizationPolicies', gateway: cardsOut, change: inEvery('AuthorizationPolicy', 'principals', ['cluster.local/ns/guichet-core/sa/nobody']), shows: 'declared way out' },
  { name: 'hosts are called by another name in TLS', gateway: cardsOut, change: inEvery('DestinationRule', 'sni', 'elsewhere.example'), shows: 'declared way out' },
  { name: 'TLS to outside hosts is not originated', gateway: cardsOut, change: inNamespace(cardsOut, without('DestinationRule')), shows: 'declared way out' },
  { name: 'the bank gets no client certificate', gateway: banks, change: both(inEvery('DestinationRule', 'credentialName', undefined), inEvery('DestinationRule', 'mode', 'SIMPLE')), shows: 'declared way out' },
  { name: 'any name in TLS is taken', gateway: cardsOut, change: inNamespace(cardsOut, inEvery('Gateway', 'hosts', ['*'])), shows: 'another name in TLS' },
];

export const gatewayMutations: readonly GatewayMutation[] = [...inward, ...outward];
