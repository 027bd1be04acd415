import type { Group } from '../../rule.ts';
import { fixedProject } from './fixed-project.ts';

export const gitops: Group = { name: 'gitops', title: 'GitOps', rules: [fixedProject] };
