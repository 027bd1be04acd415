/** What operators will make of the emitted manifests, as far as Istio's analysers ask for it. */
import { meshNamespace } from '../../../constructs/names.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import type { Credentials } from './certificates.ts';

/** An object that says which Secret an operator shall make of it: cert-manager's Certificate, External Secrets' ExternalSecret. */
interface Promising extends KubernetesObject {
  readonly spec?: { readonly secretName?: string; readonly target?: { readonly name?: string } };
}

/** Stand-ins, all with one worthless certificate, for the Secrets that will be there once the operators have done their part. */
export function promisedSecrets(objects: readonly Promising[], { cert, key }: Credentials): KubernetesObject[] {
  const data = { 'tls.crt': Buffer.from(cert).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') };
  return objects.flatMap(({ kind, metadata: { namespace }, spec }) => {
    const name = kind === 'Certificate' ? spec?.secretName : kind === 'ExternalSecret' ? spec?.target?.name : undefined;
    return name === undefined ? [] : [{ apiVersion: 'v1', kind: 'Secret', metadata: { name, ...(namespace !== undefined && { namespace }) }, data }];
  });
}

/** What the Sail operator makes of `Istio`: its Service, and the webhook for namespaces with `istio-injection: enabled` (Istio's chart). */
export const controlPlane: readonly (KubernetesObject & { readonly spec?: object; readonly webhooks?: readonly object[] })[] = [
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'istiod', namespace: meshNamespace }, spec: { selector: { app: 'istiod' }, ports: [{ name: 'https-webhook', port: 443, targetPort: 15017 }] } },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'istio-sidecar-injector', labels: { app: 'sidecar-injector', 'istio.io/rev': 'default' } },
    webhooks: [
      {
        name: 'namespace.sidecar-injector.istio.io',
        clientConfig: { service: { name: 'istiod', namespace: meshNamespace, path: '/inject', port: 443 } },
        namespaceSelector: { matchExpressions: [{ key: 'istio-injection', operator: 'In', values: ['enabled'] }] },
        objectSelector: { matchExpressions: [{ key: 'sidecar.istio.io/inject', operator: 'NotIn', values: ['false'] }] },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
      },
    ],
  },
];
