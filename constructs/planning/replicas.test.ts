import { describe, expect, it } from '@jest/globals';
import { faultsOf, serviceOf } from '../../test/support/declarations.ts';

const scaled = (min: number, max: number) => serviceOf('a', 'core', 8001, { scaling: { on: 'cpu', target: 60, replicas: { min, max }, promotions: false } });

describe('replicas', () => {
  it('are in order', () => {
    expect(faultsOf([scaled(6, 3)])).toEqual(['a has at least 6 and at most 3 replicas: let min be no more than max']);
  });

  it.each([[-1, 3], [1.5, 3], [3, 4.5]])('are whole, unlike %d to %d', (min, max) => {
    expect(faultsOf([scaled(min, max)])).toEqual([`a has replicas ${min} to ${max}: they are whole numbers of pods`]);
  });

  it('leave one above the floor for a drain', () => {
    expect(faultsOf([scaled(2, 2)], { name: 'prod', replicaFloor: 2 })).toEqual(['a has at most 2 replicas, and prod wants 2 up at any time: allow at least 3, so that a node can be drained']);
  });

  it('are judged as tuned', () => {
    expect(faultsOf([scaled(3, 6)], { tuning: { a: { replicas: { min: 9, max: 4 } } } })).toEqual(['a has at least 9 and at most 4 replicas: let min be no more than max']);
  });

  it('are tuned for services that exist', () => {
    expect(faultsOf([scaled(3, 6)], { name: 'prod', tuning: { b: {} } })).toEqual(['prod tunes b, which is not in the registry: name one of a']);
  });

  it('scale on a figure that can be reached', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { scaling: { on: 'cpu', target: 0, replicas: { min: 3, max: 6 }, promotions: false } })])).toEqual(['a scales at 0 % of its CPU request: choose 1 to 100']);
    expect(faultsOf([serviceOf('a', 'core', 8001, { scaling: { on: 'requests', perPod: 0, replicas: { min: 3, max: 6 }, promotions: false } })])).toEqual(['a scales at 0 requests per second and pod: choose more than 0']);
  });
});

describe('images', () => {
  it('are named by digest', () => {
    expect(faultsOf([scaled(3, 6)], { name: 'prod', images: { registry: 'registry.example', digests: { a: 'sha256:latest' } } })).toEqual(['the image of a has the digest sha256:latest in prod: write sha256: and 64 hexadecimal digits']);
    expect(faultsOf([scaled(3, 6)], { name: 'prod', images: { registry: 'registry.example', digests: {} } })).toEqual(['the image of a has the digest (none) in prod: write sha256: and 64 hexadecimal digits']);
  });
});
