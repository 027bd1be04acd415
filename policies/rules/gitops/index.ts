import type { Group } from '../../rule.ts';
import { boundedProject } from './bounded-project.ts';
import { fixedProject } from './fixed-project.ts';
import { fixedRevision } from './fixed-revision.ts';
import { guardedState } from './guarded-state.ts';
import { ownProject } from './own-project.ts';
import { selfHealed } from './self-healed.ts';

export const gitops: Group = {
  name: 'gitops',
  title: 'GitOps',
  rules: [boundedProject, fixedProject, fixedRevision, guardedState, ownProject, selfHealed],
};
