import { podLabels } from '../names.ts';
import { k8s } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/**
 * A drain may take a pod as long as the floor stays up. The plan gives every service at least one pod more than the floor, so a drain always
 * gets on. Pods that are not ready may always go: they hold up a drain without serving anybody.
 */
export const disruption: Facet = {
  name: 'disruption',
  layer: 'service',
  wave: 20,
  render(scope, { name, zone: { namespace }, environment: { replicaFloor } }) {
    new k8s.KubePodDisruptionBudget(scope, 'budget', {
      metadata: { name, namespace },
      spec: { minAvailable: k8s.IntOrString.fromNumber(replicaFloor), selector: { matchLabels: podLabels(name) }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    });
  },
};
