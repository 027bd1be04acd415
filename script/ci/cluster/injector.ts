/** Plays Istio's injector: a quota counts the proxy of every pod, and on simulated nodes no control plane of a mesh would add it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { hold } from '../check.ts';
import type { Cluster } from './cluster.ts';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';
import { freePort } from '../../../services/kit/local/ports.ts';

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

interface Istio extends KubernetesObject {
  readonly spec: { readonly values?: { readonly global?: { readonly proxy?: { readonly resources?: Resources } } } };
}

interface Pod {
  readonly metadata: KubernetesObject['metadata'];
  readonly spec: { readonly containers: readonly { readonly name: string }[]; readonly initContainers?: readonly object[] };
}

interface Review {
  readonly request: { readonly uid: string; readonly object: Pod };
}

const isIstio = (object: KubernetesObject): object is Istio => object.kind === 'Istio';

/** What the emitted mesh gives every proxy. */
export function proxyResources(objects: readonly KubernetesObject[]): Resources {
  const found = objects.filter(isIstio).map(({ spec }) => spec.values?.global?.proxy?.resources)[0];
  hold(found !== undefined, 'no Istio object with spec.values.global.proxy.resources: what every proxy asks for is not known');
  return found;
}

/** What the proxy of one pod asks for: its annotations come before what the mesh gives all. */
function resourcesFor({ metadata: { annotations = {} } }: Pod, { requests, limits }: Resources): Resources {
  const said = (names: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(names).flatMap(([resource, suffix]) => {
        const quantity = annotations[`sidecar.istio.io/proxy${suffix}`];
        return quantity === undefined ? [] : [[resource, quantity]];
      }),
    );
  return { requests: { ...requests, ...said({ cpu: 'CPU', memory: 'Memory' }) }, limits: { ...limits, ...said({ cpu: 'CPULimit', memory: 'MemoryLimit' }) } };
}

/** A JSON patch: the proxy as Istio adds it to a pod that has none; a gateway's pod is a proxy already. */
export function patchFor(pod: Pod, ofMesh: Resources): readonly object[] {
  const { metadata, spec: { containers, initContainers } } = pod;
  if (metadata.labels?.['sidecar.istio.io/inject'] === 'false' || containers.some(({ name }) => name === 'istio-proxy')) return [];
  const proxy = {
    name: 'istio-proxy',
    image: 'proxy',
    restartPolicy: 'Always', // a native sidecar, and counted as a container
    resources: resourcesFor(pod, ofMesh),
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
  return [initContainers ? { op: 'add', path: '/spec/initContainers/0', value: proxy } : { op: 'add', path: '/spec/initContainers', value: [proxy] }];
}

/** Serves as the cluster's injection webhook, for namespaces labelled as Istio wants it. */
export async function injectProxies(cluster: Cluster, kubernetes: Kubernetes, resources: Resources): Promise<AsyncDisposable> {
  const [cert, key] = ['crt', 'key'].map((suffix) => readFileSync(join(cluster.folder, 'certs', `apiserver.${suffix}`)));
  hold(cert !== undefined && key !== undefined, 'the API server has made no certificate');
  const server = createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const { request: { uid, object } }: Review = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const patch = Buffer.from(JSON.stringify(patchFor(object, resources))).toString('base64');
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true, patchType: 'JSONPatch', patch } }));
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await kubernetes.apply({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'proxies' },
    ...{
      webhooks: [{
        name: 'proxies.injector.example',
        clientConfig: { url: `https://127.0.0.1:${port}/inject`, caBundle: cert.toString('base64') },
        namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
      }],
    },
  });
  return {
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
