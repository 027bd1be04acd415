import type { Group } from '../../rule.ts';

export const rbac: Group = { name: 'rbac', title: 'Rights', rules: [] };
