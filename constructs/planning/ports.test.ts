import { describe, expect, it } from '@jest/globals';
import { faultsOf, serviceOf } from '../../test/support/declarations.ts';

describe('ports', () => {
  it('clash when several services serve one', () => {
    expect(faultsOf([serviceOf('c', 'core', 8001), serviceOf('a', 'edge', 8001), serviceOf('b', 'core', 8001)])).toEqual(['port 8001 is served by a, b and c: give each a port of its own, since on one machine all programs share the ports']);
  });

  it.each([
    [9090, 'a serves port 9090, where every program has its health and metrics: choose another'],
    [15021, "a serves port 15021, which the mesh's proxy uses: choose one below 15000"],
    [80, 'a serves port 80: choose a whole number from 1024 to 65535: restricted pods may not open lower ones'],
    [8001.5, 'a serves port 8001.5: choose a whole number from 1024 to 65535: restricted pods may not open lower ones'],
    [70_000, 'a serves port 70000: choose a whole number from 1024 to 65535: restricted pods may not open lower ones'],
  ])('cannot be %d', (port, message) => {
    expect(faultsOf([serviceOf('a', 'core', port)])).toEqual([message]);
  });
});
