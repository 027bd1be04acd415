import type { Group } from '../../rule.ts';

export const hygiene: Group = { name: 'hygiene', title: 'Workload hygiene', rules: [] };
