import { describe, expect, it } from '@jest/globals';
import { patchFor, proxyResources } from './injector.ts';

const ofMesh = { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } };
const pod = (metadata: { readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> } = {}, spec = {}) => ({ metadata: { name: 'payments', ...metadata }, spec: { containers: [{ name: 'app' }], ...spec } });

describe('the injector', () => {
  it('adds the proxy as a native sidecar with what the mesh gives every proxy', () => {
    expect(patchFor(pod(), ofMesh)).toMatchObject([{ op: 'add', path: '/spec/initContainers', value: [{ name: 'istio-proxy', restartPolicy: 'Always', resources: ofMesh }] }]);
    expect(patchFor(pod({}, { initContainers: [{}] }), ofMesh)).toMatchObject([{ path: '/spec/initContainers/0', value: { name: 'istio-proxy' } }]);
  });

  it('takes the annotations of a pod first', () => {
    const annotations = { 'sidecar.istio.io/proxyCPU': '1', 'sidecar.istio.io/proxyMemoryLimit': '1Gi' };
    expect(patchFor(pod({ annotations }), ofMesh)).toMatchObject([{ value: [{ resources: { requests: { cpu: '1', memory: '128Mi' }, limits: { memory: '1Gi' } } }] }]);
  });

  it('leaves gateways, and pods that want none', () => {
    expect(patchFor(pod({}, { containers: [{ name: 'istio-proxy' }] }), ofMesh)).toEqual([]);
    expect(patchFor(pod({ labels: { 'sidecar.istio.io/inject': 'false' } }), ofMesh)).toEqual([]);
  });

  it('has no figures without a mesh', () => {
    expect(() => proxyResources([])).toThrow('no Istio object');
  });
});
