import { describe, expect, it } from '@jest/globals';
import { environments } from '../../environments/index.ts';
import { manifestsOf } from '../../test/support/manifests.ts';
import { planOf } from '../../test/support/stacks.ts';
import { disruption } from './disruption.ts';

describe('disruption', () => {
  it('keeps the floor of the environment up, of the pods of both versions', () => {
    for (const environment of environments) {
      const [budget] = manifestsOf(disruption, 'payments', environment);
      expect(budget?.spec).toEqual({ minAvailable: environment.replicaFloor, selector: { matchLabels: { 'app.kubernetes.io/name': 'payments' } }, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    }
  });

  it('always leaves a drain one pod to take', () => {
    for (const environment of environments) {
      for (const { replicas } of planOf(environment).services) expect(replicas.min).toBeGreaterThan(environment.replicaFloor);
    }
  });
});
