/** API versions that are gone or going (Kubernetes, "Deprecated API Migration Guide"; release notes of OpenShift and of the operators). */

export interface Retired {
  /** What became of it. */
  readonly since: string;
  readonly instead: string;
}

interface Row extends Retired {
  readonly apiVersion: RegExp;
  readonly kind?: RegExp;
}

const gone = (minor: string): string => `Kubernetes ${minor} serves no longer`;

const rows: readonly Row[] = [
  { apiVersion: /^extensions\/v1beta1$/, kind: /^Ingress$/, since: gone('1.22'), instead: 'networking.k8s.io/v1' },
  { apiVersion: /^extensions\/v1beta1$/, since: gone('1.16'), instead: 'apps/v1, or networking.k8s.io/v1 for a NetworkPolicy' },
  { apiVersion: /^apps\/v1beta[12]$/, since: gone('1.16'), instead: 'apps/v1' },
  { apiVersion: /^networking\.k8s\.io\/v1beta1$/, kind: /^Ingress/, since: gone('1.22'), instead: 'networking.k8s.io/v1' },
  { apiVersion: /^(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|rbac\.authorization|scheduling)\.k8s\.io\/v1beta1$/, kind: /^(?!ValidatingAdmissionPolicy|MutatingAdmissionPolicy|SelfSubjectReview|ClusterTrustBundle|ServiceCIDR|LeaseCandidate)/, since: gone('1.22'), instead: 'v1 of the group' },
  { apiVersion: /^admissionregistration\.k8s\.io\/v1(?:alpha|beta)1$/, kind: /^ValidatingAdmissionPolicy/, since: 'Kubernetes 1.30 has as v1', instead: 'admissionregistration.k8s.io/v1' },
  { apiVersion: /^storage\.k8s\.io\/v1beta1$/, kind: /^(?:CSIDriver|CSINode|StorageClass|VolumeAttachment)$/, since: gone('1.22'), instead: 'storage.k8s.io/v1' },
  { apiVersion: /^storage\.k8s\.io\/v1beta1$/, kind: /^CSIStorageCapacity$/, since: gone('1.27'), instead: 'storage.k8s.io/v1' },
  { apiVersion: /^(?:batch|discovery\.k8s\.io|events\.k8s\.io|node\.k8s\.io)\/v1beta1$/, since: gone('1.25'), instead: 'v1 of the group' },
  { apiVersion: /^policy\/v1beta1$/, kind: /^PodSecurityPolicy$/, since: gone('1.25'), instead: 'Pod Security labels on the namespace' },
  { apiVersion: /^policy\/v1beta1$/, since: gone('1.25'), instead: 'policy/v1' },
  { apiVersion: /^autoscaling\/v2beta1$/, since: gone('1.25'), instead: 'autoscaling/v2' },
  { apiVersion: /^autoscaling\/v2beta2$/, since: gone('1.26'), instead: 'autoscaling/v2' },
  { apiVersion: /^flowcontrol\.apiserver\.k8s\.io\/v1beta[123]$/, since: gone('1.32'), instead: 'flowcontrol.apiserver.k8s.io/v1' },
  { apiVersion: /^v1$/, kind: /^Endpoints$/, since: 'is deprecated since Kubernetes 1.33', instead: 'discovery.k8s.io/v1 EndpointSlice' },
  { apiVersion: /^v1$/, kind: /^ComponentStatus$/, since: 'is deprecated since Kubernetes 1.19', instead: 'the health endpoints of the components' },
  { apiVersion: /^apps\.openshift\.io\/v1$/, kind: /^DeploymentConfig$/, since: 'is deprecated since OpenShift 4.14', instead: 'apps/v1 Deployment' },
  { apiVersion: /^logging\.openshift\.io\/v1$/, since: 'Logging 6 has no longer', instead: 'observability.openshift.io/v1' },
  { apiVersion: /^maistra\.io\//, since: 'Service Mesh 3 has no longer', instead: 'sailoperator.io/v1' },
  { apiVersion: /^kafka\.strimzi\.io\/v1(?:alpha1|beta1|beta2)$/, since: 'Strimzi 1.0 has no longer', instead: 'kafka.strimzi.io/v1' },
  { apiVersion: /^external-secrets\.io\/v1(?:alpha1|beta1)$/, since: 'External Secrets 0.17 serves no longer', instead: 'external-secrets.io/v1' },
  { apiVersion: /^(?:networking|security|telemetry)\.istio\.io\/v1(?:alpha3|beta1|alpha1)$/, kind: /^(?!EnvoyFilter|ProxyConfig)/, since: 'Istio has as v1 since 1.22', instead: 'v1 of the group' },
];

const known = new Map<string, Retired | undefined>();

/** Looked up once for each type: many objects are of few. */
export function retired(apiVersion: string, kind: string): Retired | undefined {
  const type = `${apiVersion} ${kind}`;
  if (!known.has(type)) known.set(type, rows.find((row) => row.apiVersion.test(apiVersion) && (row.kind?.test(kind) ?? true)));
  return known.get(type);
}
