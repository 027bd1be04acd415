import { describe, expect, it } from '@jest/globals';
import { noObjective, type Objective } from '../declaration/index.ts';
import { faultsOf, serviceOf } from '../../test/support/declarations.ts';

const promise = { availability: 99.9, latency: { percent: 99, within: 500 } } as const satisfies Objective;
const checkout = { name: 'checkout', channels: ['web'], operations: ['pay'], success: 99.5 } as const;
const promising = (objective: Objective) => faultsOf([serviceOf('a', 'core', 8001, { objective })]);

describe('objectives', () => {
  it('leave an error budget, and promise something', () => {
    expect(promising({ ...promise, availability: 100 })).toEqual(['a: the objective for availability is 100 %: promise from 94 to less than 100 percent: 100 leaves no error budget, and below 94 no burn is fast enough to be seen early']);
    expect(promising({ ...promise, latency: { percent: 90, within: 500 } })).toEqual(['a: the objective for latency is 90 %: promise from 94 to less than 100 percent: 100 leaves no error budget, and below 94 no burn is fast enough to be seen early']);
    expect(promising({ ...promise, journeys: [{ ...checkout, success: 101 }] })).toHaveLength(1);
  });

  it('are about operations that are served', () => {
    expect(promising({ ...promise, journeys: [{ ...checkout, operations: ['pya'] }] })).toEqual(['a: journey checkout is made of pya, which a does not serve: name one of pay, read']);
  });

  it('name each journey once', () => {
    expect(promising({ ...promise, journeys: [checkout, checkout] })).toEqual(['a declares the journey checkout twice: one journey may have several channels and operations']);
  });

  it('are refused only for a reason', () => {
    const unexplained: string = '';
    expect(faultsOf([serviceOf('a', 'core', 8001, { objective: noObjective(unexplained) })])).toEqual(['a refuses an objective without a reason: write the sentence that an auditor will read']);
  });
});

describe('rights at the Kubernetes API', () => {
  it('are given only for a reason', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { kubernetes: { reason: '', rules: [] } })])).toEqual(['a has rights at the Kubernetes API without a reason: write the sentence that an auditor will read']);
  });
});
