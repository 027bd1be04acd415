import type { Group } from '../../rule.ts';

export const openshift: Group = { name: 'openshift', title: 'OpenShift', rules: [] };
