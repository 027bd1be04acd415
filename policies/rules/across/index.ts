import type { Group } from '../../rule.ts';
import { serviceSelects } from './service-selects.ts';

export const across: Group = { name: 'across', title: 'Across objects', rules: [serviceSelects] };
