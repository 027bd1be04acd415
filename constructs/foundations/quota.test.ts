import { describe, expect, it } from '@jest/globals';
import { surgeOf } from '../canary.ts';
import { dev } from '../../environments/dev.ts';
import { prod } from '../../environments/prod.ts';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, planOf, stackManifests } from '../../test/support/stacks.ts';

const manifests = stackManifests(tenancy);
const namespaces = [...ofKind(manifests, 'Namespace').keys()];
const hardOf = (from: typeof manifests, namespace: string) => (ofKind(from, 'ResourceQuota').get(`${namespace}/computed`)?.spec as { readonly hard: Readonly<Record<string, unknown>> } | undefined)?.hard ?? {};
const hard = (namespace: string) => hardOf(manifests, namespace);
const limits = (namespace: string) => ofKind(manifests, 'LimitRange').get(`${namespace}/computed`)?.spec;
const core = planOf().services.filter(({ zone }) => zone.name === 'core');

describe('quota', () => {
  it('counts every service at its highest replica count, with the surge of a canary, and not one pod more', () => {
    expect(hard('guichet-core')['pods']).toBe(core.map(({ replicas: { max } }) => max + surgeOf(max)).reduce((a, b) => a + b));
    // gateway: 24, half of it again, and 3 of a correction that overtakes.
    expect(hard('guichet-edge')['pods']).toBe(39);
  });

  it('asks for the program and the injected proxy of every pod', () => {
    // 39 pods of 250m and 512Mi, each with a proxy of 100m and 128Mi.
    expect(hard('guichet-edge')).toMatchObject({ 'requests.cpu': `${39 * (250 + 100)}m`, 'requests.memory': `${39 * (512 + 128)}Mi`, 'limits.memory': `${39 * (512 + 128)}Mi` });
  });

  it('never bounds CPU: no container has such a limit, and a quota would demand it', () => {
    for (const namespace of namespaces) {
      expect(Object.keys(hard(namespace))).not.toContain('limits.cpu');
      expect(JSON.stringify(limits(namespace) ?? {})).not.toMatch(/"(default|max)":\{[^}]*"cpu"/);
    }
  });

  it('lets nobody open another way in', () => {
    for (const namespace of namespaces) expect(hard(namespace)).toMatchObject({ 'services.loadbalancers': 0, 'services.nodeports': 0 });
  });

  it('holds gateways, databases with their poolers and volumes, and Kafka', () => {
    // At most 12, and one while they roll.
    expect(hard('guichet-edge-ingress')).toMatchObject({ pods: 13, persistentvolumeclaims: 0 });
    // The vault’s three instances and a clone, two volumes each.
    expect(hard('guichet-cardholder-data')).toMatchObject({ persistentvolumeclaims: 8 });
    expect(hard('guichet-kafka')).toMatchObject({ persistentvolumeclaims: prod.data.kafka.brokers + prod.data.kafka.controllers });
  });

  it('follows the environment', () => {
    expect(hardOf(stackManifests(tenancy, dev), 'guichet-edge')['pods']).toBe(4 + surgeOf(4));
  });

  it('comes with defaults for containers that say nothing, since a quota refuses those', () => {
    expect(limits('guichet-core')).toEqual({ limits: [{ type: 'Container', defaultRequest: { cpu: '100m', memory: '128Mi' }, default: { memory: '128Mi' }, max: { memory: '1Gi' } }] });
  });

  it('bounds volumes by the largest that is declared', () => {
    expect(limits('guichet-cardholder-data')).toMatchObject({ limits: [{ type: 'Container' }, { type: 'PersistentVolumeClaim', max: { storage: '20Gi' } }] });
  });

  it('leaves the mesh’s own namespaces to their operator', () => {
    for (const namespace of ['istio-system', 'istio-cni']) expect(hard(namespace)).toEqual({ 'services.loadbalancers': 0, 'services.nodeports': 0 });
  });
});
