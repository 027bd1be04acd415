/** The real KEDA against a cluster of simulated nodes: its operator, and the adapter that autoscalers ask for its metrics. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kedaNamespace, kedaOperator } from '../../../constructs/names.ts';
import { eventually } from '../check.ts';
import { judge } from '../judges.ts';
import { Authority } from '../mesh/certificates.ts';
import { definitionOf } from '../shared.ts';
import { accessTo, type Cluster } from './cluster.ts';
import { kedaAdapter } from './keda-adapter.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import { freePort } from '../../../services/kit/local/ports.ts';
import { start, type Running } from './processes.ts';

/** The operator waits for all of its kinds, used or not. */
export const kedaDefinitions: readonly string[] = [
  ...['ScaledObject', 'ScaledJob', 'TriggerAuthentication', 'ClusterTriggerAuthentication'].map((kind) => definitionOf('keda.sh', kind)),
  ...['CloudEventSource', 'ClusterCloudEventSource'].map((kind) => definitionOf('eventing.keda.sh', kind)),
];

/** Certificates by which operator and adapter know each other, in the files that both look for. */
function certificates(folder: string): string {
  const authority = new Authority(join(folder, 'keda-authority'));
  const { cert, key } = authority.issueFor(kedaOperator);
  const shared = join(folder, 'keda-certificates');
  mkdirSync(shared);
  for (const [name, text] of Object.entries({ 'ca.crt': authority.root, 'tls.crt': cert, 'tls.key': key })) writeFileSync(join(shared, name), text, { mode: 0o600 });
  return shared;
}

/** Makes the API server ask the adapter for external metrics. It finds a process outside the cluster only by a Service of an external name. */
async function register(kubernetes: Kubernetes, port: number): Promise<void> {
  const metadata = { name: 'keda-metrics-apiserver', namespace: kedaNamespace };
  const version = { group: 'external.metrics.k8s.io', version: 'v1beta1' };
  const objects: readonly KubernetesObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: kedaNamespace } },
    { apiVersion: 'v1', kind: 'Service', metadata, ...{ spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] } } },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.external.metrics.k8s.io' },
      ...{ spec: { ...version, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { ...metadata, port } } },
    },
  ];
  for (const object of objects) await kubernetes.apply(object);
  await eventually('the adapter serves external metrics', async () => ((await kubernetes.send('GET', `/apis/${version.group}/${version.version}`)).status === 200 ? true : undefined));
}

/** What OpenShift puts into every namespace, and the emitted authentication reads. */
export const serviceAuthority = (cluster: Cluster, namespace: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'openshift-service-ca.crt', namespace },
  ...{ data: { 'service-ca.crt': accessTo(cluster).authority.toString('utf8') } },
});

/** Starts both, and hands them to `resources`. */
export async function startKeda(resources: AsyncDisposableStack, { folder, kubeconfig }: Cluster, kubernetes: Kubernetes): Promise<readonly Running[]> {
  const files = certificates(folder);
  const [service, secure, metrics] = [await freePort(), await freePort(), await freePort()];
  const env = { KUBECONFIG: kubeconfig, WATCH_NAMESPACE: '', POD_NAMESPACE: kedaNamespace, KEDA_CLUSTER_OBJECT_NAMESPACE: kedaNamespace };
  const operator = start({
    name: 'keda',
    command: judge('keda'),
    args: ['--leader-elect=false', '--metrics-bind-address=0', '--health-probe-bind-address=0', `--metrics-service-bind-address=127.0.0.1:${service}`, `--cert-dir=${files}`, '--zap-log-level=error'],
    env,
    log: join(folder, 'keda.log'),
  });
  const adapter = start({
    name: 'keda-adapter',
    command: kedaAdapter(),
    args: [
      `--secure-port=${secure}`, '--bind-address=127.0.0.1', `--port=${metrics}`, `--cert-dir=${files}`, '--authentication-skip-lookup',
      ...['authentication', 'authorization', 'lister'].map((name) => `--${name}-kubeconfig=${kubeconfig}`),
      `--metrics-service-address=127.0.0.1:${service}`, `--metrics-service-grpc-authority=${kedaOperator}`,
    ],
    env,
    log: join(folder, 'keda-adapter.log'),
  });
  const running = [resources.use(operator), resources.use(adapter)];
  await register(kubernetes, secure);
  return running;
}
