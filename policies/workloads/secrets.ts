/** Secrets that no manifest holds, since an operator makes them of what a manifest says. */
import { at, defaultNamespace, list, text, type Manifest, type ManifestIndex } from '../manifests/index.ts';

/** By group and kind, the names of the Secrets that come of an object, as the operators document them. */
const makers: Readonly<Record<string, (manifest: Manifest) => readonly (string | undefined)[]>> = {
  '/Secret': ({ name }) => [name],
  'external-secrets.io/ExternalSecret': ({ name, spec }) => [text(at(spec, 'target', 'name')) ?? name],
  'cert-manager.io/Certificate': ({ spec }) => [text(at(spec, 'secretName'))],
  'kafka.strimzi.io/KafkaUser': ({ name }) => [name],
  'kafka.strimzi.io/Kafka': ({ name }) => [`${name}-cluster-ca-cert`, `${name}-clients-ca-cert`],
  'postgresql.cnpg.io/Cluster': ({ name, spec }) => [`${name}-app`, `${name}-ca`, `${name}-server`, `${name}-replication`, ...list(at(spec, 'managed', 'roles')).map((role) => text(at(role, 'passwordSecret', 'name')))],
  'bitnami.com/SealedSecret': ({ name }) => [name],
};

/** `<namespace>/<name>` of every Secret that there will be. */
export const secretsMade = (index: ManifestIndex): ReadonlySet<string> =>
  new Set(index.manifests.flatMap((manifest) => (makers[`${manifest.group}/${manifest.kind}`]?.(manifest) ?? []).flatMap((name) => (name === undefined ? [] : [`${manifest.namespace ?? defaultNamespace}/${name}`]))));
