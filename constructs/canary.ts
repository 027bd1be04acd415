/** How a new version takes over from the stable one, and how many pods that needs. Pure. */

/** The shares of the traffic, in percent, that a new version gets one after another; after the last one it gets all. */
export const canaryWeights = [10, 25, 50] as const;

/** As Argo Rollouts counts (`trafficWeightToReplicas`): rounded up. */
export const podsFor = (weight: number, replicas: number): number => Math.ceil((weight * replicas) / 100);

/**
 * How many pods beyond `replicas` exist at once. Half as many again while a new version takes over, since its pods for the next share are up
 * before the stable ones of the former go. A little more when a correction overtakes a version that was taken back at its last share: that
 * one keeps its pods until all stable ones and the first of the correction are up, and where quota refused those, it would keep them for good.
 */
export function surgeOf(replicas: number): number {
  const [first] = canaryWeights;
  return podsFor(Math.max(...canaryWeights), replicas) + podsFor(first, replicas);
}
