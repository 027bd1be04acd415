import type { Group } from '../../rule.ts';

export const mesh: Group = { name: 'mesh', title: 'Mesh', rules: [] };
