import { describe, expect, it } from '@jest/globals';
import { prod } from '../../environments/prod.ts';
import { emittedIndex } from '../../test/support/emitted.ts';
import { isFields, ManifestIndex, parseManifests, Source, type Fields, type Manifest, type Value } from '../manifests/index.ts';
import { differencesOf, prove } from './compare.ts';
import { differenceText, type Wall } from './difference.ts';
import { worldOf } from './world.ts';

const index = emittedIndex(prod);

/** The differences of some walls when one object is another. */
function changed(title: string, walls: readonly Wall[], change: (spec: Fields) => Value): string[] {
  const exchanged = (one: Manifest): Manifest => {
    const { spec } = one.object;
    return one.title === title && isFields(spec) ? one.changed({ ...one.object, spec: change(spec) }) : one;
  };
  expect(index.manifests.filter((one) => one.title === title)).toHaveLength(1);
  return told(new ManifestIndex(index.manifests.map(exchanged)), walls);
}

function told(of: ManifestIndex, walls: readonly Wall[]): string[] {
  const world = worldOf(of);
  return world.graph ? differencesOf(world, world.graph, walls).map(differenceText) : [];
}

const added = (text: string, walls: readonly Wall[]): string[] => told(new ManifestIndex([...index.manifests, ...parseManifests(new Source('added.yaml', text)).manifests]), walls);

const lines = (differences: readonly string[]): string[] => differences.map((text) => text.split('\n')[0] ?? '');

describe('a difference', () => {
  it('names what is open and the line that opens it', () => {
    const differences = changed('NetworkPolicy guichet-cardholder/vault-from-cards', ['ingress'], (spec) => ({ ...spec, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8121n, protocol: 'TCP' }] }] }));
    expect(lines(differences)).toContain('ingress: open, though not declared: guichet-cardholder/* -> guichet-cardholder/vault: 8121');
    expect(differences[0]).toMatch(/\n {4}services-card-security\/NetworkPolicy\.vault-from-cards\.yaml:\d+:\d+ NetworkPolicy guichet-cardholder\/vault-from-cards spec\.ingress\[0\]\.from\[0\]/);
  });

  it('names what is shut and the declaration that wanted it', () => {
    const [difference = ''] = changed('NetworkPolicy guichet-cardholder/cards-to-vault', ['egress'], (spec) => ({ ...spec, egress: [] }));
    expect(difference).toContain('egress: declared, but shut: guichet-cardholder/cards -> guichet-cardholder/vault: 8121');
    expect(difference).toMatch(/declared-graph\.json:\d+:\d+ DeclaredGraph prod spec\.ways\[\d+\]/);
  });

  it('shows a method more than declared', () => {
    const differences = changed('AuthorizationPolicy guichet-cardholder/vault-from-card-entry', ['mesh'], (spec) => ({ ...spec, rules: [{ from: [{ source: { principals: ['cluster.local/ns/guichet-cardholder/sa/card-entry'] } }], to: [{ operation: { methods: ['POST', 'DELETE'], paths: ['/tokens'], ports: ['8121'] } }] }] }));
    expect(lines(differences)).toEqual(['mesh: open, though not declared: guichet-cardholder/card-entry -> guichet-cardholder/vault: 8121: DELETE /tokens']);
  });

  it('shows a second factor that is no longer asked for', () => {
    const differences = changed('AuthorizationPolicy guichet-core/ledger-from-gateway', ['mesh'], (spec) => JSON.parse(JSON.stringify(spec).replace('"mfa"', '"mfa","pwd","w7"')));
    expect(differences[0]).toMatch(/mesh: open, though not declared: guichet-edge\/gateway -> guichet-core\/ledger: 8113: POST \/settlements \(.*acr w7/);
  });

  it('shows a Route that ends TLS, and a host that nobody declared', () => {
    expect(lines(changed('Route guichet-cardholder-ingress/card-entry', ['doors'], (spec) => ({ ...spec, tls: { termination: 'edge' } })))).toContain('doors: open, though not declared: internet -> cards.shop.example: TLS ends at the router');
    expect(lines(added('apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: side, namespace: guichet-cardholder}\nspec: {host: side.shop.example, to: {kind: Service, name: vault}, tls: {termination: passthrough}}\n', ['doors']))).toEqual(['doors: open, though not declared: internet -> side.shop.example: leads to guichet-cardholder/vault:8121']);
  });

  it('shows a Service that listens outside the cluster', () => {
    expect(lines(changed('Service guichet-cardholder/vault', ['doors'], (spec) => ({ ...spec, type: 'LoadBalancer' })))).toEqual(['doors: open, though not declared: internet -> LoadBalancer 8121: leads to guichet-cardholder/vault:8121']);
  });

  it('shows an exit that is wider', () => {
    const differences = changed('EgressFirewall guichet-cardholder/default', ['exits'], () => ({ egress: [{ type: 'Allow', to: { cidrSelector: '203.0.113.0/24' } }, { type: 'Deny', to: { cidrSelector: '0.0.0.0/0' } }] }));
    expect(lines(differences)).toContain('exits: open, though not declared: guichet-cardholder/* -> 203.0.113.1: every port');
  });

  it('shows a Sidecar that keeps a callee from its caller', () => {
    expect(lines(added('apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: default, namespace: guichet-cardholder}\nspec: {egress: [{hosts: ["istio-system/*"]}]}\n', ['calls']))).toContain('calls: declared, but shut: guichet-cardholder/cards -> guichet-cardholder/vault: vault.guichet-cardholder.svc.cluster.local is not known to guichet-cardholder/cards');
  });

  it('shows an AdminNetworkPolicy that goes before all others', () => {
    expect(lines(added('apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\nspec:\n  priority: 1\n  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: guichet-cardholder-data}}}\n  ingress: [{action: Allow, from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: guichet-edge}}}], ports: [{portNumber: {protocol: TCP, port: 5432}}]}]\n', ['ingress']))).toContain('ingress: open, though not declared: guichet-edge/gateway -> guichet-cardholder-data/vault: 5432');
  });
});

describe('manifests without a declared graph', () => {
  it('have ways and nothing to compare them with', () => {
    const { graph, differences } = prove(new ManifestIndex(index.manifests.filter(({ kind }) => kind !== 'DeclaredGraph')));
    expect({ graph, differences }).toEqual({ graph: undefined, differences: [] });
  });
});
