import type { Group } from '../../rule.ts';
import { boundedScratch } from './bounded-scratch.ts';
import { imagesByDigest } from './images-by-digest.ts';
import { knownRegistries } from './known-registries.ts';
import { noToken } from './no-token.ts';
import { ownAccount } from './own-account.ts';
import { probes } from './probes.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { resources } from './resources.ts';
import { spread } from './spread.ts';
import { terminationGrace } from './termination-grace.ts';

export const hygiene: Group = {
  name: 'hygiene',
  title: 'Workload hygiene',
  rules: [boundedScratch, imagesByDigest, knownRegistries, noToken, ownAccount, probes, readOnlyRoot, resources, spread, terminationGrace],
};
