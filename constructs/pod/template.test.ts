import { describe, expect, it } from '@jest/globals';
import { dev } from '../../environments/dev.ts';
import { planned } from '../../test/support/manifests.ts';
import type { PlannedService } from '../plan.ts';
import { podTemplate } from './template.ts';

const service = planned('payments');
const podOf = (of: PlannedService) => podTemplate(of, {}).spec;
const pod = podOf(service);
const program = pod?.containers[0];
const annotations = podTemplate(service, {}).metadata?.annotations;

describe('pod template: what it may do', () => {
  it('fits Pod Security restricted', () => {
    expect(pod?.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(program?.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  it('names no user or group, which OpenShift’s restricted-v2 assigns, and accepts no other constraint', () => {
    expect(JSON.stringify(podTemplate(service, {}))).not.toMatch(/runAsUser|runAsGroup|fsGroup|supplementalGroups/);
    expect(annotations?.['openshift.io/required-scc']).toBe('restricted-v2');
  });

  it('writes to /tmp alone, and no more than its limit', () => {
    expect(program?.securityContext?.readOnlyRootFilesystem).toBe(true);
    expect(pod?.volumes?.filter(({ emptyDir }) => emptyDir)).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
    expect(program?.volumeMounts?.filter(({ readOnly }) => !readOnly)).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  });

  it('has no token of the Kubernetes API, save with a declared reason', () => {
    expect(pod?.automountServiceAccountToken).toBe(false);
    expect(podOf({ ...service, kubernetes: { reason: 'reads its own lease', rules: [] } })?.automountServiceAccountToken).toBe(true);
  });

  it('mounts each secret as files that only owner and group may read, and no key that was not declared', () => {
    const signing = pod?.volumes?.find(({ name }) => name === 'payments-webhook-signing-keys');
    expect(signing?.secret).toEqual({ secretName: 'payments-webhook-signing-keys', defaultMode: 0o440, items: [{ key: 'keys.json', path: 'keys.json' }] });
    expect(program?.volumeMounts).toContainEqual({ name: 'payments-webhook-signing-keys', mountPath: '/etc/guichet/secrets/webhook-signing-keys', readOnly: true });
  });
});

describe('pod template: what it gets', () => {
  it('is one image, by digest', () => {
    expect(program?.image).toMatch(/^registry\.shop\.example\/guichet\/payments@sha256:[0-9a-f]{64}$/);
  });

  it('has memory that was promised, and CPU without a limit', () => {
    expect(program?.resources).toEqual({ requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '64Mi' }, limits: { memory: '1Gi', 'ephemeral-storage': '512Mi' } });
  });

  it('gives the proxy the environment’s resources, without a limit on its CPU', () => {
    expect(annotations).toMatchObject({ 'sidecar.istio.io/proxyCPU': '100m', 'sidecar.istio.io/proxyMemory': '128Mi', 'sidecar.istio.io/proxyMemoryLimit': '128Mi' });
    expect(annotations).not.toHaveProperty(['sidecar.istio.io/proxyCPULimit']);
  });

  it('has its metrics merged with the proxy’s', () => {
    expect(annotations).toMatchObject({ 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.io/path': '/metrics' });
  });
});

describe('pod template: how it lives and ends', () => {
  it('asks three different questions on the administrative port', () => {
    const asked = [program?.startupProbe, program?.readinessProbe, program?.livenessProbe];
    expect(asked.map((probe) => probe?.httpGet)).toEqual(['startup', 'ready', 'live'].map((question) => ({ path: `/healthz/${question}`, port: 'admin' })));
    expect(new Set(asked.map((probe) => (probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0))).size).toBe(3);
    expect(program?.ports).toContainEqual({ name: 'admin', containerPort: 9090, protocol: 'TCP' });
  });

  it.each(['payments', 'gateway', 'vault', 'insights'])('leaves %s the time to settle, to finish its longest work and to drain the proxy', (name) => {
    const of = planned(name);
    const spec = podOf(of);
    const longest = Math.max(...[...of.operations, ...of.outside].map(({ timeout }) => timeout)) / 1_000;
    const settle = spec?.containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const config: unknown = JSON.parse(podTemplate(of, {}).metadata?.annotations?.['proxy.istio.io/config'] ?? '');
    expect(config).toEqual({ terminationDrainDuration: '5s' });
    expect(settle).toBeGreaterThanOrEqual(10);
    expect(spec?.terminationGracePeriodSeconds).toBeGreaterThan(settle + longest + 5);
  });

  it('keeps the proxy until the program has ended', () => {
    expect(annotations?.['sidecar.istio.io/nativeSidecar']).toBe('true');
  });

  it('changes with any variable, and with nothing else of the environment', () => {
    const checksum = (of: PlannedService) => podTemplate(of, {}).metadata?.annotations?.['guichet.dev/settings-checksum'];
    expect(checksum({ ...service, port: 8200 })).not.toBe(checksum(service));
    expect(checksum({ ...service, replicas: { min: 4, max: 5 } })).toBe(checksum(service));
  });
});

describe('pod template: where it runs', () => {
  it('has the priority and the nodes of its zone', () => {
    expect(pod).toMatchObject({ priorityClassName: 'guichet-core' });
    expect(pod).not.toHaveProperty('nodeSelector');
    const apart = { ...service, environment: { ...dev, zones: { ...dev.zones, core: { priority: 1, nodeSelector: { 'guichet.dev/nodes': 'core' } } } } };
    expect(podOf(apart)?.nodeSelector).toEqual({ 'guichet.dev/nodes': 'core' });
  });

  it('is even over failure zones, each version for itself', () => {
    expect(pod?.topologySpreadConstraints?.[0]).toMatchObject({ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['rollouts-pod-template-hash'] });
  });

  it('does not wait for a lost zone: its nodes are tainted, and no number of zones is asked for', () => {
    for (const constraint of pod?.topologySpreadConstraints ?? []) {
      expect(constraint.nodeTaintsPolicy).toBe('Honor');
      expect(constraint).not.toHaveProperty('minDomains');
    }
  });

  it('may share a node rather than wait while another is drained', () => {
    expect(pod?.topologySpreadConstraints?.[1]).toMatchObject({ topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' });
  });

  it('leaves a node that does not answer within a minute', () => {
    expect(pod?.tolerations?.map(({ key, tolerationSeconds }) => [key, tolerationSeconds])).toEqual([['node.kubernetes.io/not-ready', 60], ['node.kubernetes.io/unreachable', 60]]);
  });
});
