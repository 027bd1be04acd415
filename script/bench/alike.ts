/** Whether the six rules are the same rules in all words: on objects with planted faults, each checker says of each object what ours says. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker } from './checkers.ts';

type Fields = Readonly<Record<string, unknown>>;

const securityContext: Fields = { privileged: false, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
const clean: Fields = { name: 'app', image: `registry.example/app@sha256:${'0'.repeat(64)}`, securityContext, ports: [{ containerPort: 8080 }] };

const withContext = (fields: Fields): Fields => ({ ...clean, securityContext: { ...securityContext, ...fields } });

/** Containers that break one rule, several, or none, each in its own way. */
const containers: Readonly<Record<string, Fields>> = {
  clean,
  'unsaid': { name: 'app', image: clean['image'] },
  'privileged': withContext({ privileged: true }),
  'privileged-unsaid': withContext({ privileged: undefined }),
  'escalates': withContext({ allowPrivilegeEscalation: true }),
  'escalates-unsaid': withContext({ allowPrivilegeEscalation: undefined }),
  'writes': withContext({ readOnlyRootFilesystem: false }),
  'writes-unsaid': withContext({ readOnlyRootFilesystem: undefined }),
  'host-port': { ...clean, ports: [{ containerPort: 8080 }, { containerPort: 8443, hostPort: 443 }] },
  'host-port-none': { ...clean, ports: [{ containerPort: 8080, hostPort: 0 }] },
  'no-ports': { ...clean, ports: undefined },
  'tagged': { ...clean, image: 'registry.example/app:1' },
  'all': { name: 'app', image: 'app', securityContext: { privileged: true }, ports: [{ containerPort: 80, hostPort: 80 }] },
};

/** Fields of the pod, beside a clean container. */
const pods: Readonly<Record<string, Fields>> = { 'host-network': { hostNetwork: true }, 'host-pid': { hostPID: true }, 'host-ipc': { hostIPC: true }, 'host-nothing': { hostNetwork: false, hostPID: false, hostIPC: false } };

/** Where a pod is written. */
const kinds: Readonly<Record<string, (name: string, spec: Fields) => Fields>> = {
  Pod: (name, spec) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec }),
  ...Object.fromEntries(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].map((kind) => [kind, (name: string, spec: Fields): Fields => ({ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'shop' }, spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec } } })])),
  Job: (name, spec) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'shop' }, spec: { template: { spec: { ...spec, restartPolicy: 'Never' } } } }),
  CronJob: (name, spec) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name, namespace: 'shop' }, spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: { spec: { ...spec, restartPolicy: 'Never' } } } } } }),
};

function specs(): readonly (readonly [string, Fields])[] {
  const first = { ...clean, name: 'first' };
  return [
    ...Object.entries(containers).flatMap(([name, container]): (readonly [string, Fields])[] => [[name, { containers: [container] }], [`${name}-second`, { containers: [first, container] }], [`${name}-init`, { initContainers: [{ ...container, name: 'init' }], containers: [clean] }]]),
    ...Object.entries(pods).map(([name, fields]) => [name, { ...fields, containers: [clean] }] as const),
  ];
}

/** Writes every spec as every kind, in JSON, which is YAML too: kyverno reads no other files. Returns how many objects there are. */
export function writeFaults(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const objects = Object.entries(kinds).flatMap(([kind, make]) => specs().map(([spec, fields]) => ({ name: `${kind.toLowerCase()}-${spec}`, make, fields })));
  for (const { name, make, fields } of objects) writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(make(name, fields)));
  return objects.length;
}

/** `RULE NAME` of each rule that an object breaks. */
type Broken = ReadonlySet<string>;

interface Ours {
  readonly findings: readonly { readonly rule: string; readonly object: { readonly name: string } }[];
}

interface Conftest {
  readonly filename: string;
  readonly failures?: readonly { readonly msg: string }[];
}

interface Kyverno {
  readonly results: readonly { readonly policy: string; readonly result: string; readonly resources: readonly { readonly name: string }[] }[];
}

/** What of our rule's name other words begin or end with. */
const ruleNamed = (six: readonly string[], word: string): string => six.find((rule) => rule.endsWith(`/${word}`)) ?? word;

const messages: readonly (readonly [RegExp, string])[] = [[/ is privileged$/, 'privileged'], [/^shares the node's namespaces/, 'host-namespaces'], [/ may gain privileges$/, 'privilege-escalation'], [/ may write to its root$/, 'read-only-root'], [/ takes a port of the node$/, 'host-ports'], [/ is not named by digest$/, 'images-by-digest']];

/** By the checker's name, what its output says; its report in JSON is asked for by further words. */
const readers: Readonly<Record<string, { readonly more: readonly string[]; readonly read: (output: string, six: readonly string[]) => Broken }>> = {
  'guichet-policies': { more: [], read: (output) => new Set((JSON.parse(output) as Ours).findings.map(({ rule, object }) => `${rule} ${object.name}`)) },
  conftest: {
    more: [],
    read: (output, six) => new Set((JSON.parse(output) as readonly Conftest[]).flatMap(({ filename, failures = [] }) => failures.map(({ msg }) => `${ruleNamed(six, messages.find(([pattern]) => pattern.test(msg))?.[1] ?? msg)} ${/([^/]+)\.yaml$/.exec(filename)?.[1] ?? filename}`))),
  },
  kyverno: {
    more: ['--policy-report', '--output-format', 'json'],
    // It warns before it reports.
    read: (output, six) => new Set((JSON.parse(output.slice(output.indexOf('\n{') + 1)) as Kyverno).results.filter(({ result }) => result === 'fail').flatMap(({ policy, resources }) => resources.map(({ name }) => `${ruleNamed(six, policy)} ${name}`))),
  },
};

function brokenBy({ name, command }: Checker, six: readonly string[]): Broken {
  const reader = readers[name];
  const [program = '', ...args] = command;
  if (!reader) throw new Error(`${name}: nobody has said how to read its output: add it to script/bench/alike.ts`);
  const { stdout, stderr } = spawnSync(program, [...args, ...reader.more], { encoding: 'utf8', maxBuffer: 1 << 28 });
  try {
    return reader.read(stdout, six);
  } catch (error) {
    throw new Error(`${name} gives no report: ${error instanceof Error ? error.message : String(error)}: ${stderr.slice(0, 500)}`);
  }
}

/** What the others say otherwise than the first, a line each. */
export function differencesBetween(checkers: readonly Checker[], six: readonly string[]): { readonly broken: number; readonly differences: readonly string[] } {
  const [ours, ...others] = checkers.map((checker) => ({ name: checker.name, broken: brokenBy(checker, six) }));
  if (!ours) throw new Error('there is no checker');
  const differences = others.flatMap(({ name, broken }) => [...broken.symmetricDifference(ours.broken)].sort().map((one) => `${one}: ${broken.has(one) ? `broken for ${name}, not for ${ours.name}` : `broken for ${ours.name}, not for ${name}`}`));
  return { broken: ours.broken.size, differences };
}
