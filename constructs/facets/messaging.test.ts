import { describe, expect, it } from '@jest/globals';
import { manifestsOf, planned } from '../../test/support/manifests.ts';
import { messaging } from './messaging.ts';

const of = (service: string, kind: string) => manifestsOf(messaging, service).filter((one) => one.kind === kind);

const acls = (service: string) => {
  const spec = of(service, 'KafkaUser')[0]?.spec as { readonly authorization: { readonly acls: readonly { readonly resource: { readonly type: string; readonly name: string; readonly patternType: string }; readonly operations: readonly string[] }[] } };
  return spec.authorization.acls.map(({ resource, operations }) => `${resource.patternType} ${resource.type} ${resource.name}: ${operations.join(', ')}`);
};

describe('messaging', () => {
  it('gives a topic what was declared, and copies that survive a lost failure zone', () => {
    expect(of('payments', 'KafkaTopic').map(({ metadata, spec }) => ({ name: metadata.name, namespace: metadata.namespace, spec }))).toEqual([
      {
        name: 'payments-events',
        namespace: 'guichet-kafka',
        spec: {
          topicName: 'payments.events',
          partitions: 12,
          replicas: 3,
          config: { 'cleanup.policy': 'delete', 'retention.ms': 14 * 24 * 3_600_000, 'min.insync.replicas': 2, 'unclean.leader.election.enable': false },
        },
      },
    ]);
  });

  it('renders a topic at its publisher only', () => {
    expect(of('ledger', 'KafkaTopic').map(({ metadata }) => metadata.name)).toEqual(['ledger-exceptions']);
  });

  it('names the cluster, without which Strimzi ignores an object', () => {
    for (const { metadata } of manifestsOf(messaging, 'payments')) expect(metadata.labels).toMatchObject({ 'strimzi.io/cluster': 'guichet' });
  });

  it('keeps a topic whose declaration goes: a person deletes events', () => {
    expect(of('payments', 'KafkaTopic')[0]?.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('says what the topic is for', () => {
    expect(of('payments', 'KafkaTopic')[0]?.metadata.annotations?.['guichet.dev/purpose']).toContain('what became of every payment');
  });

  it('knows a client by its certificate', () => {
    expect(of('payments', 'KafkaUser')[0]).toMatchObject({ metadata: { name: 'payments', namespace: 'guichet-kafka' }, spec: { authentication: { type: 'tls' }, authorization: { type: 'simple' } } });
  });

  it('allows exactly what is published and consumed, and the own consumer group', () => {
    expect(acls('ledger')).toEqual(['literal topic ledger.exceptions: Describe, Write', 'literal topic payments.events: Describe, Read', 'literal group ledger: Read']);
  });

  it('gives a consumer group only to those who consume', () => {
    expect(acls('customers')).toEqual(['literal topic customers.erasures: Describe, Write']);
  });

  it('gives nothing to a service without events', () => {
    expect(manifestsOf(messaging, planned('vault'))).toEqual([]);
  });
});
