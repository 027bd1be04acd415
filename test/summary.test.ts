import { describe, expect, it } from '@jest/globals';
import { prod } from '../environments/prod.ts';
import { services } from '../services/registry.ts';
import { summary } from '../stacks/summary.ts';
import { stacksFor } from './support/trees.ts';

const stacks = stacksFor(prod);
const text = summary(prod, stacks, services, 1234);
const objects = stacks.flatMap((one) => one.objects);

describe('the summary of a synth', () => {
  it('says how much was made, and how long it took', () => {
    expect(text).toContain(`prod (cluster prod): ${objects.length} objects in ${stacks.length} stacks, ${services.length} services, 13 arrows, 8 hosts outside, 1.2 s`);
  });

  it('counts the objects of every stack', () => {
    for (const { stack, objects: own } of stacks) expect(text).toMatch(new RegExp(`\\b${stack.name}\\s+${own.length}\\b`));
  });

  it('counts the objects of every kind', () => {
    for (const [kind, same] of Map.groupBy(objects, (one) => one.kind)) expect(text).toMatch(new RegExp(`\\b${kind}\\s+${same.length}\\b`));
  });

  it('fits a terminal', () => {
    expect(text.split('\n').filter((line) => line.length > 140)).toEqual([]);
  });
});
