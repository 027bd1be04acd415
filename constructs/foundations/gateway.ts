import type { Construct } from 'constructs';
import { descriptionOf, labelsOf } from '../description.ts';
import type { Environment } from '../declaration/index.ts';
import { gatewayDrain, gatewayPort, gatewayReplicas, gatewayResources, gatewayStatusPort } from '../gateways.ts';
import { gatewaySelector, podLabels } from '../names.ts';
import type { PlannedZone } from '../plan.ts';
import { k8s } from '../resources/index.ts';
import { exportTo } from '../routes.ts';
import { inWave } from '../sync.ts';

/** A gateway of a zone: where it runs, and its name, which is its identity's too. */
export interface GatewayWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly zone: PlannedZone;
  readonly environment: Environment;
  /** The namespaces whose proxies are told of it; `.` is its own. */
  readonly audience: readonly string[];
}

/** After what the gateways are admitted by: the control plane injects their proxy. */
const wave = inWave(10);

const restricted: k8s.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, privileged: false, readOnlyRootFilesystem: true, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

function container(environment: Environment): k8s.Container {
  const { cpu, memory } = gatewayResources(environment);
  return {
    name: 'istio-proxy',
    // The injector writes the control plane's own version.
    image: 'auto',
    ports: [{ name: 'https', containerPort: gatewayPort, protocol: 'TCP' }, { name: 'status', containerPort: gatewayStatusPort, protocol: 'TCP' }],
    resources: { requests: { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) }, limits: { memory: k8s.Quantity.fromString(memory) } },
    securityContext: restricted,
  };
}

const spread = (name: string, topologyKey: string, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): k8s.TopologySpreadConstraint => ({ topologyKey, maxSkew: 1, whenUnsatisfiable, nodeTaintsPolicy: 'Honor', labelSelector: { matchLabels: podLabels(name) }, matchLabelKeys: ['pod-template-hash'] });

function podSpec({ name, zone, environment }: GatewayWorkload): k8s.PodSpec {
  const { nodeSelector } = environment.zones[zone.name];
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    priorityClassName: zone.priorityClass,
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    terminationGracePeriodSeconds: gatewayDrain(zone) + 10,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    topologySpreadConstraints: [spread(name, 'topology.kubernetes.io/zone', 'DoNotSchedule'), spread(name, 'kubernetes.io/hostname', 'ScheduleAnyway')],
    containers: [container(environment)],
  };
}

function deployment(scope: Construct, gateway: GatewayWorkload): void {
  const { name, namespace, zone } = gateway;
  new k8s.KubeDeployment(scope, 'deployment', {
    metadata: { name, namespace, annotations: wave },
    spec: {
      selector: { matchLabels: { ...podLabels(name), ...gatewaySelector(namespace) } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromNumber(0), maxSurge: k8s.IntOrString.fromNumber(1) } },
      template: {
        metadata: {
          labels: { ...labelsOf(descriptionOf(scope)), ...podLabels(name), ...gatewaySelector(namespace), 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway', 'openshift.io/required-scc': 'restricted-v2', 'proxy.istio.io/config': JSON.stringify({ terminationDrainDuration: `${gatewayDrain(zone)}s` }) },
        },
        spec: podSpec(gateway),
      },
    },
  });
}

/** As many pods as CPU asks for: at once upwards, slowly down. The Deployment names no number, so that two do not fight over it. */
function scaling(scope: Construct, { name, namespace, environment }: GatewayWorkload): void {
  const { min, max } = gatewayReplicas(environment);
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'autoscaler', {
    metadata: { name, namespace, annotations: wave },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
        scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
      },
    },
  });
  new k8s.KubePodDisruptionBudget(scope, 'budget', {
    metadata: { name, namespace, annotations: wave },
    spec: { minAvailable: k8s.IntOrString.fromNumber(environment.replicaFloor), selector: { matchLabels: podLabels(name) }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
}

/** The control plane hands out a certificate of this namespace only to a gateway whose account may read it. The pod itself has no token. */
function account(scope: Construct, { name, namespace }: GatewayWorkload): void {
  const annotations = { 'guichet.dev/reason': 'TLS certificates that Gateways and DestinationRules name by credentialName' };
  new k8s.KubeServiceAccount(scope, 'account', { metadata: { name, namespace }, automountServiceAccountToken: false });
  new k8s.KubeRole(scope, 'role', { metadata: { name, namespace, annotations }, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }] });
  new k8s.KubeRoleBinding(scope, 'role-binding', { metadata: { name, namespace, annotations }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects: [{ kind: 'ServiceAccount', name, namespace }] });
}

/** The pods of a gateway and all that a workload needs. What it lets through is written by doors and outside hosts. */
export function gatewayWorkload(scope: Construct, gateway: GatewayWorkload): void {
  const { name, namespace, audience } = gateway;
  account(scope, gateway);
  deployment(scope, gateway);
  scaling(scope, gateway);
  new k8s.KubeService(scope, 'service', {
    metadata: { name, namespace, annotations: exportTo(audience) },
    spec: { type: 'ClusterIP', selector: { ...podLabels(name), ...gatewaySelector(namespace) }, ports: [{ name: 'https', port: gatewayPort, targetPort: k8s.IntOrString.fromNumber(gatewayPort), protocol: 'TCP' }] },
  });
}
