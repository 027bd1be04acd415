import { describe, expect, it } from '@jest/globals';
import { dataWaves } from '../sync.ts';
import { facets, type Layer } from './index.ts';

const waves = (layer: Layer) => facets.filter((facet) => facet.layer === layer).map(({ name, wave }) => ({ name, wave }));
const waveOf = (wanted: string) => facets.find(({ name }) => name === wanted)?.wave;

describe('waves', () => {
  it('none comes after the workload, since a sync would wait for the canary to begin it', () => {
    expect(waves('service').filter(({ wave }) => wave > (waveOf('workload') ?? 0))).toEqual([]);
  });

  it('what a program needs to start comes before it', () => {
    for (const name of ['identity', 'secrets', 'network', 'authorization', 'exposure', 'resilience', 'egress']) expect(waveOf(name)).toBeLessThan(waveOf('workload') ?? 0);
  });

  it('what watches data does not wait for it to be healthy', () => {
    for (const name of ['database-telemetry', 'lag']) expect(waveOf(name)).toBe(dataWaves.clusters);
  });
});
