import { k8s } from '../resources/index.ts';
import type { Facet } from './facet.ts';

/**
 * The workload's own ServiceAccount, which is its identity in the mesh. Its token is mounted nowhere; rights towards the Kubernetes API
 * exist only where the declaration gives a reason.
 */
export const identity: Facet = {
  name: 'identity',
  layer: 'service',
  wave: 0,
  render(scope, { name, zone: { namespace }, kubernetes }) {
    new k8s.KubeServiceAccount(scope, 'account', { metadata: { name, namespace }, automountServiceAccountToken: false });
    if (!kubernetes) return;
    const annotations = { 'guichet.dev/reason': kubernetes.reason };
    new k8s.KubeRole(scope, 'role', { metadata: { name, namespace, annotations }, rules: kubernetes.rules.map(({ apiGroups, resources, verbs, resourceNames }) => ({ apiGroups: [...apiGroups], resources: [...resources], verbs: [...verbs], ...(resourceNames && { resourceNames: [...resourceNames] }) })) });
    new k8s.KubeRoleBinding(scope, 'role-binding', {
      metadata: { name, namespace, annotations },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
  },
};
