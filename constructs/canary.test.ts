import { describe, expect, it } from '@jest/globals';
import { canaryWeights, podsFor, surgeOf } from './canary.ts';

const counts = Array.from({ length: 200 }, (_, before) => before + 1);

describe('canary', () => {
  it('gives a new version ever more of the traffic, and all of it only after the last share was watched', () => {
    expect(canaryWeights).toEqual([...canaryWeights].sort((a, b) => a - b));
    expect(canaryWeights.every((weight) => weight > 0 && weight < 100)).toBe(true);
  });

  it('has no share of the traffic without a pod', () => {
    for (const replicas of counts) expect(podsFor(canaryWeights[0], replicas)).toBeGreaterThanOrEqual(1);
  });

  it('has room for the pods of the next share beside the stable ones of the former', () => {
    const steps = [[0, 10], [10, 25], [25, 50], [50, 100]] as const;
    for (const replicas of counts) {
      for (const [former, next] of steps) expect(podsFor(next, replicas) + podsFor(100 - former, replicas)).toBeLessThanOrEqual(replicas + surgeOf(replicas));
    }
  });

  it('has room for a correction that overtakes a version which was taken back', () => {
    // As the real controller had it: 6 stable pods, 3 of the version that was taken back, the first of the next.
    expect(6 + surgeOf(6)).toBe(10);
    expect(surgeOf(24)).toBe(12 + 3);
  });
});
