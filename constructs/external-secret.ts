/** Secrets come into a namespace by External Secrets alone; this is the one way to ask for one. */
import type { Construct } from 'constructs';
import type { Environment } from './declaration/index.ts';
import { durationOf } from './durations.ts';
import { ExternalSecret } from './resources/index.ts';

/** One file of the Secret, and the value that it is. */
export interface Source {
  readonly file: string;
  /** At Vault a path below the mount; at a store of Kubernetes Secrets a Secret's name. */
  readonly key: string;
  readonly property: string;
}

export interface BroughtSecret {
  /** The Secret's name, and the ExternalSecret's. */
  readonly name: string;
  readonly namespace: string;
  /** The SecretStore of the same namespace. */
  readonly store: string;
  readonly sources: readonly Source[];
  /** Texts of Go templates over the sources, which then are not files themselves. @default - every source is a file */
  readonly template?: { readonly data: Readonly<Record<string, string>>; readonly type?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly environment: Environment;
}

/** Where a secret lies at Vault, below the key-value store's mount. */
export const vaultKey = ({ name }: Environment, owner: string, secret: string): string => `${name}/${owner}/${secret}`;

/** A source for each property of one key, under the property's own name. */
export const sourcesOf = (key: string, properties: readonly string[]): Source[] => properties.map((property) => ({ file: property, key, property }));

/**
 * Brings a Secret, and again whenever its value changes. It stays when the source is lost: a program that runs must not stop because
 * Vault does not answer.
 */
export function bringSecret(scope: Construct, id: string, { name, namespace, store, sources, template, annotations, environment }: BroughtSecret): void {
  new ExternalSecret(scope, id, {
    metadata: { name, namespace, ...(annotations && { annotations }) },
    spec: {
      refreshInterval: durationOf(environment.secretStore.refresh),
      secretStoreRef: { kind: 'SecretStore', name: store },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        immutable: false,
        ...(template && { template: { engineVersion: 'v2', data: { ...template.data }, ...(template.type && { type: template.type }), ...(template.labels && { metadata: { labels: { ...template.labels } } }) } }),
      },
      data: sources.map(({ file, key, property }) => ({ secretKey: file, remoteRef: { key, property } })),
    },
  });
}
