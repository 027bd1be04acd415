/** The cases of all rules as objects that an API server stores: with the fields that its own validation asks for. */
import { casesOf } from '../../../policies/cases.ts';
import { groupKindOf } from '../../../policies/judge.ts';
import { at, isFields, list, parseManifests, Source, type Fields, type Manifest, type Value } from '../../../policies/manifests/index.ts';
import { isObjectRule, type Rule } from '../../../policies/rule.ts';
import { shapeOfKind } from '../../../policies/shapes.ts';

export interface Fixture {
  readonly name: string;
  readonly manifest: Manifest;
}

const fieldsOf = (value: Value | undefined): Fields => (isFields(value) ? value : {});

const container = (value: Value): Value => (isFields(value) ? { image: 'registry.example/case@sha256:0000000000000000000000000000000000000000000000000000000000000000', ...value } : value);

/** A template that the API server takes: images, labels that a selector finds, and the restarts that its kind allows. */
function template(value: Value | undefined, kind: string): Fields {
  const { metadata, spec, ...others } = fieldsOf(value);
  const { containers, initContainers, ...pod } = fieldsOf(spec);
  const completed = {
    ...(kind === 'Job' || kind === 'CronJob' ? { restartPolicy: 'Never' } : {}),
    ...pod,
    containers: (list(containers).length > 0 ? list(containers) : [{ name: 'case' }]).map(container),
    ...(initContainers !== undefined && { initContainers: list(initContainers).map(container) }),
  };
  const { labels, ...rest } = fieldsOf(metadata);
  return { ...others, metadata: { ...rest, labels: { ...fieldsOf(labels), case: 'case' } }, spec: completed };
}

/** What definitions ask for and cases leave out, since their rules are about something else. */
const asked: Readonly<Record<string, Fields>> = {
  Application: { spec: { destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' }, source: { repoURL: 'https://git.example/shop.git' }, project: 'shop' } },
  Kafka: { spec: { kafka: { listeners: [{ name: 'tls', port: 9093n, type: 'internal', tls: true }] } } },
  SecurityContextConstraints: { allowedCapabilities: [], defaultAddCapabilities: [], priority: 0n, requiredDropCapabilities: [], volumes: [], allowHostDirVolumePlugin: false, allowHostIPC: false, allowHostNetwork: false, allowHostPID: false, allowHostPorts: false, allowPrivilegedContainer: false, readOnlyRootFilesystem: false },
  Subscription: { spec: { source: 'catalogue', sourceNamespace: 'openshift-marketplace' } },
};

/** `more` where `fields` say nothing; of an empty list too. */
function filled(fields: Fields, more: Fields): Fields {
  const result: Record<string, Value> = { ...fields };
  for (const [key, value] of Object.entries(more)) {
    const own = fields[key];
    if (own === undefined || own === null || (Array.isArray(own) && own.length === 0)) result[key] = value;
    else if (isFields(own) && isFields(value)) result[key] = filled(own, value);
  }
  return result;
}

/** A server of a gateway is for some hosts. */
const withHosts = (object: Fields): Fields => {
  const spec = fieldsOf(at(object, 'spec'));
  return { ...object, spec: { ...spec, servers: list(spec['servers']).map((server) => (isFields(server) ? { hosts: ['shop.example'], ...server } : server)) } };
};

const selecting = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout']);

function within(object: Fields, path: readonly (string | number)[], kind: string): Fields {
  const [key, ...rest] = path;
  if (key === undefined) return { ...object, ...template(object, kind) };
  return { ...object, [key]: rest.length === 0 ? template(at(object, key), kind) : within(fieldsOf(at(object, key)), rest, kind) };
}

/** The object, named as nothing else is, so that a waiver means it alone. */
function completed(manifest: Manifest, name: string): Fields {
  const { kind } = manifest;
  const shape = shapeOfKind.get(groupKindOf(manifest));
  const bare = filled(manifest.object, asked[kind] ?? {});
  const whole = shape ? within(bare, shape.path, kind) : manifest.apiVersion.startsWith('networking.istio.io/') && kind === 'Gateway' ? withHosts(bare) : bare;
  const spec = fieldsOf(at(whole, 'spec'));
  const named = shape ? { name } : {};
  return {
    ...whole,
    metadata: { ...fieldsOf(at(whole, 'metadata')), ...named },
    ...(selecting.has(kind) && { spec: { ...spec, selector: at(spec, 'selector') ?? { matchLabels: { case: 'case' } }, ...(kind === 'StatefulSet' && { serviceName: at(spec, 'serviceName') ?? 'case' }) } }),
    ...(kind === 'CronJob' && { spec: { ...spec, schedule: at(spec, 'schedule') ?? '0 0 * * *' } }),
  };
}

const withBigInts = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

export const jsonOf = (object: Fields): string => JSON.stringify(object, withBigInts);

/** Every object of every case, read again as it is sent. */
export function fixturesOf(rules: readonly Rule[]): Fixture[] {
  const fixtures = rules.filter(isObjectRule).flatMap((rule) =>
    casesOf(rule).flatMap(({ name, text }) => parseManifests(new Source(`${rule.id} ${name}`, text)).manifests.map((manifest) => ({ name: `${rule.id}: ${name}`, manifest }))),
  );
  return fixtures.flatMap(({ name, manifest }, i) => parseManifests(new Source(`fixture-${i}.json`, jsonOf(completed(manifest, `case-${i}`)))).manifests.map((one) => ({ name, manifest: one })));
}
