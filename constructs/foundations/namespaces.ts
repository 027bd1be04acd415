import type { Construct } from 'constructs';
import type { Cluster } from '../declaration/index.ts';
import type { PlannedNamespace } from '../namespaces.ts';
import { k8s } from '../resources/index.ts';
import { inWave, kept } from '../sync.ts';

/** The Pod Security Standards as the cluster's Kubernetes defines them: an upgrade changes what is refused only when the environment says so. */
function podSecurityLabels(level: PlannedNamespace['podSecurity'], { kubernetes }: Cluster): Record<string, string> {
  const modes = ['enforce', 'warn', 'audit'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, level],
    [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
  ]);
  // OpenShift would else rewrite warn and audit from what the namespace's ServiceAccounts may use.
  return { ...Object.fromEntries(modes), 'security.openshift.io/scc.podSecurityLabelSync': 'false' };
}

/** `key=value,...`: where the scheduler may put the namespace's pods; empty for the network plug-in, which each node needs. */
function nodeSelectorOf({ role, nodeSelector }: PlannedNamespace): string | undefined {
  if (role === 'mesh-network') return '';
  return nodeSelector && Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`).join(',');
}

/**
 * A namespace that enforces its Pod Security Standard. GitOps never deletes it, since everything in it would go too: databases first.
 * Never label one `openshift.io/cluster-monitoring`, which takes it from user workload monitoring.
 */
export function namespace(scope: Construct, planned: PlannedNamespace, cluster: Cluster): void {
  const { name, injected, podSecurity } = planned;
  const nodeSelector = nodeSelectorOf(planned);
  new k8s.KubeNamespace(scope, 'namespace', {
    metadata: {
      name,
      labels: { ...podSecurityLabels(podSecurity, cluster), ...(injected && { 'istio-injection': 'enabled' }) },
      annotations: {
        ...inWave(-10),
        ...kept,
        ...(nodeSelector !== undefined && { 'openshift.io/node-selector': nodeSelector }),
      },
    },
  });
}
