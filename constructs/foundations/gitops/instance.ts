import type { Construct } from 'constructs';
import { ArgoCD } from '../../resources/index.ts';
import { inWave, kept } from '../../sync.ts';
import { differences } from './differences.ts';
import { healthChecks } from './health.ts';

/** The operator's default instance. */
export const gitopsNamespace = 'openshift-gitops';

/**
 * What we say of Argo CD's default instance; the operator made it, owns the other fields, and server-side apply keeps the two apart. It
 * is never pruned: with it would go what applies everything else.
 */
export function instance(scope: Construct): void {
  new ArgoCD(scope, 'argo-cd', {
    metadata: { name: gitopsNamespace, namespace: gitopsNamespace, annotations: { ...inWave(-20), ...kept } },
    spec: {
      rbac: {
        // Teams have their rights by their projects; who has none sees nothing.
        defaultPolicy: '',
        policy: ['g, system:cluster-admins, role:admin', 'g, cluster-admins, role:admin', ''].join('\n'),
        scopes: '[groups]',
      },
      resourceTrackingMethod: 'annotation',
      resourceHealthChecks: healthChecks,
      resourceIgnoreDifferences: { resourceIdentifiers: differences.map(({ group, kind, jsonPointers, jqPathExpressions }) => ({ group, kind, customization: { ...(jsonPointers && { jsonPointers }), ...(jqPathExpressions && { jqPathExpressions }) } })) },
    },
  });
}
