import { describe, expect, it } from '@jest/globals';
import { dev } from '../../environments/dev.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';
import { data } from '../../stacks/data.ts';
import type { Environment } from '../declaration/index.ts';

const manifestsIn = (environment?: Environment) => stackManifests((app, plan) => data(app, plan, []), environment);
const manifests = manifestsIn();
const cluster = ofKind(manifests, 'Kafka').get('guichet-kafka/guichet');
const pools = ofKind(manifests, 'KafkaNodePool');
const policies = ofKind(manifests, 'NetworkPolicy');

const clients = ['baskets', 'customers', 'insights', 'ledger', 'payments'].map((name) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guichet-core' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
}));

describe('kafka', () => {
  it('has one listener, with mutual TLS, for the pods of those who publish or consume', () => {
    expect(cluster?.spec).toMatchObject({ kafka: { listeners: [{ name: 'tls', port: 9093, type: 'internal', tls: true, authentication: { type: 'tls' }, networkPolicyPeers: clients }], authorization: { type: 'simple' } } });
  });

  it('is a version that AMQ Streams 3.2 knows', () => {
    expect(cluster?.spec).toMatchObject({ kafka: { version: expect.stringMatching(/^4\.[12]\.\d+$/) } });
  });

  it('loses no acknowledged event with one failure zone, and makes no topic that nobody declared', () => {
    expect(cluster?.spec).toMatchObject({ kafka: { config: { 'auto.create.topics.enable': false, 'default.replication.factor': 3, 'min.insync.replicas': 2, 'offsets.topic.replication.factor': 3, 'unclean.leader.election.enable': false } } });
  });

  it('knows the failure zone of a broker, and loses one pod at a time to drains', () => {
    expect(cluster?.spec).toMatchObject({ kafka: { rack: { type: 'topology-label', topologyKey: 'topology.kubernetes.io/zone' }, template: { podDisruptionBudget: { maxUnavailable: 1 } } } });
  });

  it('runs operators for topics and accounts, and tells its metrics and the lag of consumers', () => {
    expect(cluster?.spec).toMatchObject({ entityOperator: { topicOperator: {}, userOperator: {} }, kafkaExporter: {}, kafka: { metricsConfig: { type: 'strimziMetricsReporter' } } });
    expect(ofKind(manifests, 'PodMonitor').get('guichet-kafka/kafka-exporter')?.spec).toMatchObject({ podMetricsEndpoints: [{ port: 'tcp-prometheus' }] });
  });

  it.each(['brokers', 'controllers'])('spreads the %s over failure zones and nodes, with a disk that outlives them', (name) => {
    expect(pools.get(`guichet-kafka/${name}`)).toMatchObject({
      metadata: { labels: { 'strimzi.io/cluster': 'guichet' }, annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
      spec: {
        roles: [name.slice(0, -1)],
        storage: { type: 'jbod', volumes: [{ type: 'persistent-claim', kraftMetadata: 'shared', deleteClaim: false, class: 'premium-csi' }] },
        template: { pod: { priorityClassName: 'guichet-core', topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }, { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }] } },
      },
    });
  });

  it('differs between environments in values only', () => {
    const identities = (environment?: Environment) => manifestsIn(environment).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(identities(dev)).toEqual(identities());
    expect(ofKind(manifestsIn(dev), 'KafkaNodePool').get('guichet-kafka/controllers')?.spec).toMatchObject({ replicas: 1 });
  });
});

describe('kafka: network', () => {
  const policy = (name: string) => policies.get(`guichet-kafka/${name}`)?.spec;

  it('opens the brokers for clients on the one listener', () => {
    expect(policy('brokers-from-clients')).toEqual({ podSelector: { matchLabels: { 'strimzi.io/cluster': 'guichet', 'strimzi.io/broker-role': 'true' } }, policyTypes: ['Ingress'], ingress: [{ from: clients, ports: [{ protocol: 'TCP', port: 9093 }] }] });
  });

  it('lets nodes out to each other and to the API server, and nowhere else', () => {
    expect(policy('nodes')).toMatchObject({
      egress: [
        { to: [{ podSelector: { matchLabels: { 'strimzi.io/name': 'guichet-kafka' } } }], ports: [{ port: 9090 }, { port: 9091 }] },
        { ports: [{ port: 6443 }] },
      ],
    });
  });

  it('lets the operator in from its own namespace, which Strimzi does not ask for', () => {
    expect(policy('nodes')).toMatchObject({ ingress: expect.arrayContaining([expect.objectContaining({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'amq-streams' } }, podSelector: { matchLabels: { 'strimzi.io/kind': 'cluster-operator' } } }] })]) });
  });

  it('lets the entity operator and the exporter reach the brokers', () => {
    for (const name of ['entity-operator', 'exporter']) expect(policy(name)).toMatchObject({ egress: expect.arrayContaining([{ to: [{ podSelector: { matchLabels: { 'strimzi.io/cluster': 'guichet', 'strimzi.io/name': 'guichet-kafka' } } }], ports: [{ protocol: 'TCP', port: 9091 }] }]) });
  });
});
