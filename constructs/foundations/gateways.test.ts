import { describe, expect, it } from '@jest/globals';
import { mesh } from '../../stacks/mesh.ts';
import { planOf, ofKind, stackManifests } from '../../test/support/stacks.ts';
import { gatewayDrain } from '../gateways.ts';

const manifests = stackManifests(mesh);
const ingress = 'guichet-edge-ingress/ingress';
const egress = 'guichet-core-egress/egress';

describe('gateways', () => {
  it('are injected by the gateway template, with what Pod Security restricted and OpenShift’s restricted-v2 ask, and no fixed user', () => {
    expect(ofKind(manifests, 'Deployment').get(ingress)?.spec).toMatchObject({
      template: {
        metadata: { labels: { 'sidecar.istio.io/inject': 'true', 'guichet.dev/gateway': 'guichet-edge-ingress' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{ name: 'istio-proxy', image: 'auto', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsNonRoot: true } }],
        },
      },
    });
    expect(JSON.stringify([...ofKind(manifests, 'Deployment').values()])).not.toMatch(/runAsUser|runAsGroup|fsGroup/);
  });

  it('keep the floor through a drain, and leave the number of pods to the autoscaler alone', () => {
    expect(ofKind(manifests, 'HorizontalPodAutoscaler').get(egress)?.spec).toMatchObject({ minReplicas: 3, maxReplicas: 12 });
    expect(ofKind(manifests, 'PodDisruptionBudget').get(egress)?.spec).toMatchObject({ minAvailable: 2 });
    expect(ofKind(manifests, 'Deployment').get(egress)?.spec).not.toHaveProperty('replicas');
  });

  it('end no sooner than the longest answer that they carry', () => {
    const edge = planOf().zones.find(({ name }) => name === 'edge');
    expect(edge && gatewayDrain(edge)).toBe(25);
    expect(ofKind(manifests, 'Deployment').get(ingress)?.spec).toMatchObject({ template: { spec: { terminationGracePeriodSeconds: 35 } } });
  });

  it('may read the certificates of their own namespace, and carry no token', () => {
    expect(ofKind(manifests, 'ServiceAccount').get(ingress)).toMatchObject({ automountServiceAccountToken: false });
    expect(ofKind(manifests, 'Role').get(ingress)).toMatchObject({ rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }] });
  });

  it('listen on the port that Routes and policies name', () => {
    expect(ofKind(manifests, 'Service').get(ingress)?.spec).toMatchObject({ type: 'ClusterIP', ports: [{ name: 'https', port: 443, targetPort: 443 }] });
  });

  it('let only the router in from outside', () => {
    expect(ofKind(manifests, 'NetworkPolicy').get('guichet-edge-ingress/ingress-from-router')?.spec).toMatchObject({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } } }], ports: [{ port: 443 }] }] });
  });

  it('let out to the Internet only, on the ports of declared hosts', () => {
    expect(ofKind(manifests, 'NetworkPolicy').get('guichet-core-egress/egress-to-outside')?.spec).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'egress' } },
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16']) } }], ports: [{ port: 443 }] }],
    });
  });

  it('patch Envoy with the filters of limits before any door sets figures', () => {
    expect(ofKind(manifests, 'EnvoyFilter').get(ingress)?.spec).toMatchObject({ priority: -10, configPatches: [{ applyTo: 'NETWORK_FILTER' }, { patch: { value: { name: 'envoy.filters.http.local_ratelimit' } } }, { patch: { value: { name: 'envoy.filters.http.buffer' } } }] });
  });
});
