import type { Construct } from 'constructs';
import { zones } from '../declaration/index.ts';
import type { PlannedNamespace } from '../namespaces.ts';
import { kedaNamespace, kedaOperator, metricsAuthentication, metricsReader } from '../names.ts';
import type { Plan } from '../plan.ts';
import { TriggerAuthentication, k8s } from '../resources/index.ts';

/** What the metrics' door for one namespace asks of who comes: `get` for a GET, `create` for a POST (cluster-monitoring-operator: Thanos Querier). */
const readsMetrics: k8s.PolicyRule = { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'create'] };

interface Grant {
  readonly name: string;
  readonly namespace: string;
  readonly reason: string;
  readonly rules: k8s.PolicyRule[];
  readonly subjects: k8s.Subject[];
}

function grant(scope: Construct, { name, namespace, reason, rules, subjects }: Grant): void {
  const metadata = { name, namespace, annotations: { 'guichet.dev/reason': reason } };
  new k8s.KubeRole(scope, `${name}-role`, { metadata, rules });
  new k8s.KubeRoleBinding(scope, `${name}-binding`, { metadata, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects });
}

const account = (namespace: string, name: string): k8s.Subject => ({ kind: 'ServiceAccount', name, namespace });

/**
 * The reader of a zone's metrics, and short-lived tokens of it for KEDA, which scales by them. Canary analysis gets one by Vault
 * (zone-secrets.ts).
 */
function reader(scope: Construct, namespace: string): void {
  new k8s.KubeServiceAccount(scope, metricsReader, { metadata: { name: metricsReader, namespace }, automountServiceAccountToken: false });
  grant(scope, { name: metricsReader, namespace, reason: 'autoscaling and canary analysis read the metrics of this namespace, and of no other', rules: [readsMetrics], subjects: [account(namespace, metricsReader)] });
  grant(scope, {
    name: `${metricsReader}-token`,
    namespace,
    reason: 'KEDA asks for tokens that expire, rather than keep one that does not',
    rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [metricsReader], verbs: ['create'] }],
    subjects: [account(kedaNamespace, kedaOperator)],
  });
  new TriggerAuthentication(scope, metricsAuthentication, {
    metadata: { name: metricsAuthentication, namespace },
    spec: {
      boundServiceAccountToken: [{ parameter: 'bearerToken', serviceAccountName: metricsReader }],
      // OpenShift puts the authority of its own services into every namespace.
      configMapTargetRef: [{ parameter: 'ca', name: 'openshift-service-ca.crt', key: 'service-ca.crt' }],
    },
  });
}

/** Kafka's exporter is scraped in Kafka's namespace: those zones may read it whose services scale by lag. */
function lagReaders(scope: Construct, namespace: string, { services }: Pick<Plan, 'services'>): void {
  const lagging = services.filter(({ scaling }) => scaling.on === 'lag');
  const namespaces = zones.flatMap((name) => lagging.find(({ zone }) => zone.name === name)?.zone.namespace ?? []);
  if (namespaces.length === 0) return;
  grant(scope, { name: metricsReader, namespace, reason: 'services scale by the lag of their consumer groups', rules: [readsMetrics], subjects: namespaces.map((one) => account(one, metricsReader)) });
}

/** Who may read the metrics of a namespace, besides people. */
export function metricsAccess(scope: Construct, { name, role }: Pick<PlannedNamespace, 'name' | 'role'>, plan: Pick<Plan, 'services'>): void {
  if (role === 'services') reader(scope, name);
  if (role === 'kafka') lagReaders(scope, name, plan);
}
