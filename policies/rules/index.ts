/** The rules, by the folders that they stand in. */
import type { Group, Rule } from '../rule.ts';
import { across } from './across/index.ts';
import { data } from './data/index.ts';
import { gitops } from './gitops/index.ts';
import { hygiene } from './hygiene/index.ts';
import { mesh } from './mesh/index.ts';
import { openshift } from './openshift/index.ts';
import { podSecurity } from './pod-security/index.ts';
import { rbac } from './rbac/index.ts';

export const groups: readonly Group[] = [podSecurity, openshift, hygiene, mesh, rbac, data, gitops, across];

export const rules: readonly Rule[] = groups.flatMap((group) => group.rules);
