import { describe, expect, it } from '@jest/globals';
import { call, type Environment } from '../constructs/declaration/index.ts';
import { plan } from '../constructs/plan.ts';
import { render, type Manifest } from '../constructs/tree.ts';
import { probe, withProbes } from '../docs/how-to/examples/added-facet.ts';
import { performance } from '../docs/how-to/examples/new-environment.ts';
import { giftCards } from '../docs/how-to/examples/new-provider.ts';
import { prodWithReceipts, withReceipts } from '../docs/how-to/examples/new-service.ts';
import { labelLedgerAccount } from '../docs/how-to/examples/patched-object.ts';
import { withPullSecrets } from '../docs/how-to/examples/replaced-facet.ts';
import { busierProd } from '../docs/how-to/examples/value.ts';
import { facets, replaceFacet } from '../constructs/facets/index.ts';
import { patch } from '../constructs/patch.ts';
import { prod } from '../environments/prod.ts';
import { payments } from '../services/payments/service.ts';
import { services } from '../services/registry.ts';
import { reference, type ReferenceProps } from '../stacks/index.ts';
import { environmentFor } from './support/declarations.ts';
import { identityOf } from './support/trees.ts';

/** Every object of an app, by kind, namespace and name. */
const objectsOf = (props: Partial<ReferenceProps>): ReadonlyMap<string, Manifest> =>
  new Map(render(reference({ environment: prod, services, ...props })).flatMap(({ objects }) => objects.map((object) => [identityOf(object), object])));

const base = objectsOf({});

/** Which objects a customisation adds, removes or changes. */
function changes(props: Partial<ReferenceProps>) {
  const now = objectsOf(props);
  const touched = [...new Set([...base.keys(), ...now.keys()])].filter((key) => JSON.stringify(base.get(key)) !== JSON.stringify(now.get(key)));
  return { now, added: touched.filter((key) => !base.has(key)), removed: touched.filter((key) => !now.has(key)), changed: touched.filter((key) => base.has(key) && now.has(key)) };
}

const plannedFor = (name: string, environment: Environment) => plan(services, environment).services.find((one) => one.name === name);

describe('customising', () => {
  it('a value in an environment changes values, and nothing of other services', () => {
    expect(plannedFor('ledger', busierProd)).toMatchObject({ replicas: { min: 4, max: 10 }, resources: prod.sizes.large });
    const { added, removed, changed } = changes({ environment: busierProd });
    expect([added, removed]).toEqual([[], []]);
    expect(changed.filter((key) => /(payments|baskets|vault|gateway)$/.test(key))).toEqual([]);
  });

  it('an added facet adds its objects alone, labelled like all others', () => {
    const { added, removed, changed, now } = changes({ facets: withProbes });
    expect({ added, removed }).toEqual({ added: ['Probe guichet-cardholder/card-entry', 'Probe guichet-edge/gateway'], removed: [] });
    // Who may apply a kind is derived from the kinds that there are.
    expect(changed.filter((key) => !/^(AppProject|ClusterRole) /.test(key))).toEqual([]);
    expect(now.get('Probe guichet-edge/gateway')?.metadata).toMatchObject({ labels: { 'guichet.dev/owner': 'storefront' }, annotations: { 'guichet.dev/construct-path': 'services-storefront/gateway/probe/probe', 'argocd.argoproj.io/sync-wave': String(probe.wave) } });
  });

  it('a replaced facet changes what it makes, and nothing else', () => {
    const { added, removed, changed, now } = changes({ facets: withPullSecrets });
    expect([added, removed]).toEqual([[], []]);
    expect(changed).toHaveLength(services.length);
    expect(changed.every((key) => key.startsWith('ServiceAccount '))).toBe(true);
    expect(now.get('ServiceAccount guichet-core/ledger')).toMatchObject({ imagePullSecrets: [{ name: 'registry' }] });
  });

  it('replacing a facet that is not there says which there are', () => {
    expect(() => replaceFacet(facets, { ...probe, name: 'identty' })).toThrow(/there is no facet identty to replace: it is one of identity, /);
  });

  it('a patch changes one object', () => {
    const { added, removed, changed, now } = changes({ customise: labelLedgerAccount });
    expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: ['ServiceAccount guichet-core/ledger'] });
    expect(now.get('ServiceAccount guichet-core/ledger')?.metadata.labels).toMatchObject({ 'audit.example/reviewed': 'yes', 'guichet.dev/owner': 'finance' });
  });

  it('a patch of an object that is not there says what is beside it', () => {
    expect(() => objectsOf({ customise: (app) => patch(app, 'services-finance/ledger/identity/acount') })).toThrow(
      'there is no object services-finance/ledger/identity/acount to patch (beside it are services-finance/ledger/identity/account): copy the path from its annotation guichet.dev/construct-path',
    );
  });

  it('a new service brings its own objects and changes none of another service', () => {
    const { added, removed, changed } = changes({ services: withReceipts, environment: prodWithReceipts });
    expect(removed).toEqual([]);
    expect(added).toEqual(expect.arrayContaining(['ServiceAccount guichet-core/receipts', 'NetworkPolicy guichet-core/receipts-to-kafka']));
    expect(added.filter((key) => !key.includes('receipts'))).toEqual([]);
    expect(changed.filter((key) => /(payments|ledger|vault|gateway)$/.test(key))).toEqual([]);
  });

  it('a new provider is called by payments as all others are', () => {
    // What one line in services/providers.ts makes of it: `payments` draws these arrows to every provider.
    const arrows = [call(giftCards, ['authorise', 'lookUp'], { during: ['attempt', 'completeAction'] }), call(giftCards, ['capture', 'void', 'refund'], { during: ['capture', 'void', 'refund'] })];
    const all = [...services.filter(({ name }) => name !== 'payments'), { ...payments, calls: [...payments.calls, ...arrows] }, giftCards];
    const planned = plan(all, environmentFor(all)).services;
    expect(planned.find(({ name }) => name === 'gift-cards')?.inbound).toMatchObject([{ peer: { name: 'payments' }, operations: ['authorise', 'capture', 'lookUp', 'refund', 'void'].map((name) => ({ name })) }]);
  });

  it('a new environment has the objects of all others', () => {
    expect([...objectsOf({ environment: performance }).keys()].sort()).toEqual([...base.keys()].sort());
  });
});
