import type { Group } from '../../rule.ts';
import { boundedScratch } from './bounded-scratch.ts';
import { imagesByDigest } from './images-by-digest.ts';
import { knownRegistries } from './known-registries.ts';
import { noPlainSecrets } from './no-plain-secrets.ts';
import { noToken } from './no-token.ts';
import { ownAccount } from './own-account.ts';
import { probes } from './probes.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { resources } from './resources.ts';
import { servedVersions } from './served-versions.ts';
import { spread } from './spread.ts';
import { terminationGrace } from './termination-grace.ts';
import { uniqueVariables } from './unique-variables.ts';

export const hygiene: Group = {
  name: 'hygiene',
  title: 'Workload hygiene',
  rules: [boundedScratch, imagesByDigest, knownRegistries, noPlainSecrets, noToken, ownAccount, probes, readOnlyRoot, resources, servedVersions, spread, terminationGrace, uniqueVariables],
};
