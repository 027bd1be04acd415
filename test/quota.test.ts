import { describe, expect, it } from '@jest/globals';
import { surgeOf } from '../constructs/canary.ts';
import { render, type Manifest } from '../constructs/tree.ts';
import { environments } from '../environments/index.ts';
import { services } from '../services/registry.ts';
import { reference } from '../stacks/index.ts';
import { ofKind } from './support/stacks.ts';

/** A field deep in a manifest, as a number. */
function count(manifest: Manifest | undefined, ...path: readonly string[]): number {
  let value: unknown = manifest;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return Number(value);
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe.each(environments)('the quotas of $name', (environment) => {
  const manifests = render(reference({ environment, services })).flatMap(({ objects }) => objects);
  const inNamespace = (namespace: string, kind: string): Manifest[] => [...ofKind(manifests, kind).values()].filter(({ metadata }) => metadata.namespace === namespace);
  const pods = (namespace: string): number => count(ofKind(manifests, 'ResourceQuota').get(`${namespace}/computed`), 'spec', 'hard', 'pods');
  /** What autoscalers may ask for, one by one. */
  const scaled = (namespace: string): number[] => [
    ...inNamespace(namespace, 'ScaledObject').map((one) => count(one, 'spec', 'maxReplicaCount')),
    ...inNamespace(namespace, 'HorizontalPodAutoscaler').map((one) => count(one, 'spec', 'maxReplicas')),
  ];
  const named = (suffix: RegExp): string[] => [...ofKind(manifests, 'Namespace').keys()].filter((name) => suffix.test(name));

  it.each(named(/^guichet-(edge|core|cardholder|connectors)$/))('hold all that the autoscalers of %s may ask for, with the surge of all roll-outs at once', (namespace) => {
    expect(inNamespace(namespace, 'Rollout')).toHaveLength(scaled(namespace).length);
    expect(pods(namespace)).toBe(sum(scaled(namespace).map((max) => max + surgeOf(max))));
  });

  it.each(named(/-(in|e)gress$/))('hold the gateways of %s with one more while they roll', (namespace) => {
    const surge = inNamespace(namespace, 'Deployment').map((one) => count(one, 'spec', 'strategy', 'rollingUpdate', 'maxSurge'));
    expect(pods(namespace)).toBe(sum(scaled(namespace)) + sum(surge));
  });

  it.each(named(/-data$/))('hold the databases of %s, each with one instance that is cloned and one pooler that rolls', (namespace) => {
    const databases = inNamespace(namespace, 'Cluster').map((one) => count(one, 'spec', 'instances') + 1);
    const poolers = inNamespace(namespace, 'Pooler').map((one) => count(one, 'spec', 'instances') + 1);
    expect(pods(namespace)).toBe(sum(databases) + sum(poolers));
  });

  it('hold Kafka’s nodes, and what stands beside them while it rolls', () => {
    expect(pods('guichet-kafka')).toBe(sum(inNamespace('guichet-kafka', 'KafkaNodePool').map((one) => count(one, 'spec', 'replicas'))) + 4);
  });
});
