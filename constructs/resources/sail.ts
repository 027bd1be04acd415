/** `sailoperator.io/v1`: what the Sail operator (OpenShift Service Mesh 3) installs Istio from. The values are those of Istio's own charts. */
import { typedByHand } from './model.ts';

/** A version that every 3.x operator from 3.3 on ships; `-latest` is its newest patch. The definition lists more than Red Hat ships. */
export type IstioVersion = 'v1.28-latest' | 'v1.30-latest';

type TlsVersion = 'TLSV1_2' | 'TLSV1_3';

interface ResourceNeeds {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: 'In'; readonly values: readonly string[] }[];
}

export interface MeshConfig {
  readonly trustDomain: string;
  readonly rootNamespace: string;
  readonly accessLogEncoding: 'JSON' | 'TEXT';
  readonly outboundTrafficPolicy: { readonly mode: 'REGISTRY_ONLY' | 'ALLOW_ANY' };
  readonly pathNormalization: { readonly normalization: 'DECODE_AND_MERGE_SLASHES' };
  /** TLS between workloads of the mesh. */
  readonly meshMTLS: { readonly minProtocolVersion: TlsVersion };
  /** All other TLS. */
  readonly tlsDefaults: { readonly minProtocolVersion: TlsVersion };
  readonly enableAutoMtls: boolean;
  readonly enablePrometheusMerge: boolean;
  /** The namespaces that the control plane looks at. */
  readonly discoverySelectors: readonly LabelSelector[];
  readonly defaultConfig: { readonly proxyMetadata: Readonly<Record<string, string>>; readonly holdApplicationUntilProxyStarts: boolean };
  readonly extensionProviders: readonly { readonly name: string; readonly opentelemetry: { readonly service: string; readonly port: number; /** OTLP over HTTP; over gRPC without. */ readonly http: { readonly path: string; readonly timeout: string } } }[];
}

interface IstioSpec {
  readonly spec: {
    readonly version: IstioVersion;
    readonly namespace: string;
    readonly updateStrategy: { readonly type: 'InPlace' };
    readonly values: {
      readonly meshConfig: MeshConfig;
      readonly pilot: { readonly autoscaleEnabled: boolean; readonly autoscaleMin: number; readonly autoscaleMax: number; readonly resources: ResourceNeeds; /** Strings, also where they mean a truth value. */ readonly env: Readonly<Record<string, string>> };
      readonly global: { readonly proxy: { readonly resources: ResourceNeeds }; readonly defaultPodDisruptionBudget: { readonly enabled: boolean }; readonly logAsJson: boolean };
    };
  };
}

interface IstioCniSpec {
  readonly spec: { readonly version: IstioVersion; readonly namespace: string };
}

/** The control plane. Its name decides the injection label: `istio-injection: enabled` belongs to `default`. */
export const Istio = typedByHand<IstioSpec>('sailoperator.io/v1', 'Istio');

/** The network plug-in, without which every pod would need rights over its own network. */
export const IstioCNI = typedByHand<IstioCniSpec>('sailoperator.io/v1', 'IstioCNI');
