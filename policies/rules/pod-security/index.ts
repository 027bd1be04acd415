import type { Group } from '../../rule.ts';
import { privileged } from './privileged.ts';

export const podSecurity: Group = { name: 'pod-security', title: 'Pod Security Standards', rules: [privileged] };
