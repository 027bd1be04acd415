/** What controllers write into objects of ours, and Argo CD must neither report nor put back. */
import type { IgnoreDifference } from '../../resources/index.ts';

export interface KnownDifference extends IgnoreDifference {
  readonly group: string;
  readonly kind: string;
  readonly because: string;
}

/** While a new version takes over, Argo Rollouts moves weights and subset labels: a sync that put them back would give all traffic to the old one. */
export const differences: readonly KnownDifference[] = [
  { group: 'argoproj.io', kind: 'Rollout', because: 'the autoscaler sets the number of pods', jsonPointers: ['/spec/replicas'] },
  { group: 'networking.istio.io', kind: 'VirtualService', because: 'Argo Rollouts moves the weights of a canary', jqPathExpressions: ['.spec.http[].route[].weight'] },
  { group: 'networking.istio.io', kind: 'DestinationRule', because: 'Argo Rollouts labels the subsets with the pods’ hash', jqPathExpressions: ['.spec.subsets[].labels'] },
];
