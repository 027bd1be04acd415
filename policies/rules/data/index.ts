import type { Group } from '../../rule.ts';

export const data: Group = { name: 'data', title: 'Data and operators', rules: [] };
