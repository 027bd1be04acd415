import type { Replicas, Size } from './scaling.ts';
import type { Bytes, Cpu, Milliseconds } from './units.ts';
import type { Zone } from './zone.ts';

/** Where this program's manifests are applied. */
export interface Cluster {
  /** The folder of the tree. */
  readonly name: string;
  /** The version of Kubernetes that it has: OpenShift 4.20 has 1.33. Pods are held to the Pod Security Standards as of it. */
  readonly kubernetes: `1.${number}`;
  /** Values of `topology.kubernetes.io/zone` that the nodes have. */
  readonly failureZones: readonly [string, ...string[]];
  /** Addresses of the Kubernetes API server, as CIDRs: an EgressFirewall that ends in deny must allow them first. */
  readonly apiServer: readonly string[];
}

/** What a pod of a size asks for. CPU has no limit: a limit throttles at the promotion's peak and protects nothing that requests do not. */
export interface Resources {
  readonly cpu: Cpu;
  /** Request and limit, so that a pod is never evicted for memory that it was promised. */
  readonly memory: Bytes;
}

/** What an API server does with an object that breaks a policy: it tells whoever writes it and records it, records it, or refuses it. */
export type AdmissionAction = 'warn' | 'audit' | 'deny';

/** What is set of one rule of `policies/`. An unknown rule or parameter, or a value of another type, is an error at synth. */
export interface RuleSetting {
  readonly severity?: 'error' | 'warning';
  /** @default - by severity */
  readonly action?: AdmissionAction;
  readonly params?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export type Severity = 'critical' | 'warning' | 'info';

/** A time in which more is expected: floors are raised before it begins. */
export interface PromotionWindow {
  /** A DNS label, such as `black-friday`. */
  readonly name: string;
  /** Local date and time of `timezone`, ISO 8601 without offset: `2026-11-27T06:00`. */
  readonly start: string;
  readonly end: string;
  /** IANA time zone name. */
  readonly timezone: string;
  /** How long before `start` the floor is raised, in milliseconds, at least a minute. */
  readonly lead: Milliseconds;
  /** What a service's least number of pods is multiplied by, up to its most. */
  readonly floor: number;
}

/** The only differences of one service between environments. */
export interface Tuning {
  readonly size?: Size;
  readonly replicas?: Replicas;
}

export type Digest = `sha256:${string}`;

/**
 * Where the same services run with other values. Environments never differ in which objects exist.
 * `Name` are the names of the registry, so that a misspelt service in `images` or `tuning` does not compile.
 */
export interface Environment<Name extends string = string> {
  /** `dev`, `staging`, `prod`, ... */
  readonly name: string;
  readonly cluster: Cluster;
  /** Public host names are `<door>.<domain>`. */
  readonly domain: string;
  /** Origins of the shop's own pages (RFC 6454), which may call the doors that take calls of other origins. */
  readonly origins: readonly `https://${string}`[];
  readonly zones: Readonly<Record<Zone, { /** PriorityClass value. */ readonly priority: number; /** Nodes set apart for the zone. */ readonly nodeSelector?: Readonly<Record<string, string>> }>>;
  readonly sizes: Readonly<Record<Size, Resources>>;
  /** What every injected proxy asks for. */
  readonly proxy: Resources;
  /** The least number of pods of a service that are up at any time, drains and roll-outs included. */
  readonly replicaFloor: number;
  /** How a new version takes over: how long each share of the traffic is watched before it gets the next, in milliseconds. */
  readonly canary: { readonly hold: Milliseconds };
  readonly images: { readonly registry: string; readonly digests: Readonly<Record<Name, Digest>> };
  readonly promotions: readonly PromotionWindow[];
  readonly tuning: { readonly [N in Name]?: Tuning };
  /** Which of a provider's two systems is called. */
  readonly providers: 'test' | 'live';
  /** Host names that replace the declared ones, by the name of the outside host. */
  readonly outside?: Readonly<Record<string, string>>;
  readonly alerts: {
    /** Severity of a burn that would empty the budget in days, and of one that would in weeks. `critical` pages. */
    readonly fastBurn: Severity;
    readonly slowBurn: Severity;
    readonly saturation: Severity;
    /** Runbooks lie at `<runbooks>/<alert>`. */
    readonly runbooks: `https://${string}`;
  };
  /** The OpenID provider whose access tokens stand for end users. `issuer` must equal the tokens' `iss` to the letter. */
  readonly identity: { readonly issuer: `https://${string}`; readonly jwksUri: `https://${string}`; readonly audience: string };
  /** The cert-manager ClusterIssuer whose certificates the public trusts. */
  readonly certificates: { readonly issuer: string };
  /** HashiCorp Vault's key-value store, version 2, read by External Secrets with one role per namespace. */
  readonly secretStore: { readonly server: `https://${string}`; readonly path: string; /** How often secrets are read again, in milliseconds. */ readonly refresh: Milliseconds; /** Where Vault's Kubernetes authentication for this cluster is mounted. */ readonly mountPath: string };
  readonly data: {
    readonly storageClass: string;
    /** PostgreSQL instances of each store. One has no standby: the plan refuses it where providers are live and commits must wait for one. */
    readonly instances: number;
    readonly postgres: {
      /** The major version; a higher one is an upgrade in place, offline (CloudNativePG, "PostgreSQL upgrades"). */
      readonly major: number;
      /** The mirrored operand image of that version, by digest: one of CloudNativePG's flavour `system`, which alone holds Barman Cloud. */
      readonly image: `${string}@${Digest}`;
      /** PgBouncer pods in front of each store. */
      readonly poolers: number;
    };
    /** S3-compatible object store of the backups. */
    readonly backups: { readonly endpoint: `https://${string}`; readonly bucket: string };
    readonly kafka: {
      /** One that the installed AMQ Streams knows: 3.2 has 4.1 and 4.2. */
      readonly version: string;
      readonly brokers: number;
      /** KRaft controllers, an odd number. */
      readonly controllers: number;
      readonly replication: number;
      readonly minInSync: number;
      /** Of each broker. */
      readonly storage: Bytes;
      readonly resources: { readonly broker: Resources; readonly controller: Resources };
    };
  };
  readonly admission: {
    /** What becomes at admission of what breaks a rule, by the rule's severity. */
    readonly error: AdmissionAction;
    readonly warning: AdmissionAction;
    /** Of pods, which hold what controllers and injection add. */
    readonly pods: AdmissionAction;
    /**
     * Users, or beginnings of their names that end in `*`, who write what the platform is made of and are not judged; after a `!` those who are all the same.
     * @default - OpenShift's operators and the controllers of Kubernetes (policies/admission/writers.ts)
     */
    readonly platform?: readonly string[];
    /** By the rule's id. A rule with an action has policies of its own, so that every environment gives one to the same rules. */
    readonly rules: Readonly<Record<string, RuleSetting>>;
  };
  /** OTLP collector of the cluster, which is spoken to over HTTP, and how many percent of requests are traced. */
  readonly telemetry: { readonly collector: { readonly service: string; readonly namespace: string; readonly port: number }; readonly sampling: number };
  /** The GitOps repository that this tree is committed to. */
  readonly git: { readonly repository: `https://${string}`; readonly revision: string; readonly path: string };
}
