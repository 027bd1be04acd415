import { describe, expect, it } from '@jest/globals';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, planOf, stackManifests } from '../../test/support/stacks.ts';

const classes = ofKind(stackManifests(tenancy), 'PriorityClass');

describe('priority classes', () => {
  it('are one for each zone, by the name that the plan gives its pods', () => {
    expect([...classes.keys()].sort()).toEqual(planOf().zones.map(({ priorityClass }) => priorityClass).sort());
  });

  it('put card data before checkout, and are nobody’s default', () => {
    expect(classes.get('guichet-cardholder')).toMatchObject({ value: 100_000, globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' });
    expect(classes.get('guichet-connectors')).toMatchObject({ value: 70_000 });
  });

  it('stay below the classes of the cluster itself', () => {
    for (const one of classes.values()) expect('value' in one && Number(one.value)).toBeLessThan(1_000_000_000);
  });
});
