/** An API server that enforces the standards, a namespace for each. */
import type { Kubernetes } from '../cluster/kubernetes.ts';
import { baseNames, makerOf, podOf, type Base, type Maker, type Pod } from './pods.ts';
import { levels, theirs, type Level, type Reasons } from './verdicts.ts';

/** What a server says of a pod: why it refuses it, or that it is no pod at all, whatever the standard. */
export type Answer = { readonly reasons: Reasons } | { readonly invalid: string };

const namespaceOf = (level: Level): string => `enforces-${level}`;
const nameOf = (base: Base): string => `stored-${base.replaceAll(' ', '-')}`;

/** Makes the namespaces, with a pod of every base in each from before anything was enforced. */
export async function prepare(kubernetes: Kubernetes, version: string): Promise<void> {
  for (const level of levels) {
    const name = namespaceOf(level);
    await kubernetes.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    for (const base of baseNames) await kubernetes.create(`/api/v1/namespaces/${name}/pods`, podOf({ base, edits: [] }, nameOf(base)));
    const labels = Object.fromEntries(['enforce', 'warn'].flatMap((mode) => [[`pod-security.kubernetes.io/${mode}`, level], [`pod-security.kubernetes.io/${mode}-version`, version]]));
    await kubernetes.merge(`/api/v1/namespaces/${name}`, { metadata: { labels } });
  }
}

function answerOf(status: number, message = ''): Answer {
  if (status < 300) return { reasons: new Set() };
  // Before it enforces anything, a server says what is no pod.
  if (status === 422) return { invalid: message };
  const reasons = theirs(message);
  if (status !== 403 || reasons.size === 0) throw new Error(`the API server answers ${status}: ${message}`);
  return { reasons };
}

/** Asks whether a pod may be created. */
export async function created(kubernetes: Kubernetes, pod: Pod, level: Level): Promise<Answer> {
  const { status, body } = await kubernetes.send('POST', `/api/v1/namespaces/${namespaceOf(level)}/pods?dryRun=All`, { body: pod });
  return answerOf(status, body.message);
}

/** Asks whether its ephemeral containers may be put into the stored pod of its base. */
export async function joined(kubernetes: Kubernetes, { spec }: Pod, base: Base, level: Level): Promise<Answer> {
  const { ephemeralContainers = [] } = spec;
  const { status, body } = await kubernetes.send('PATCH', `/api/v1/namespaces/${namespaceOf(level)}/pods/${nameOf(base)}/ephemeralcontainers?dryRun=All`, { body: { spec: { ephemeralContainers } }, type: 'application/strategic-merge-patch+json' });
  return answerOf(status, body.message);
}

const roots = { Deployment: ['/apis/apps/v1', 'deployments'], PodTemplate: ['/api/v1', 'podtemplates'] } as const satisfies Readonly<Record<Maker, readonly [string, string]>>;

/** Asks what is told of what people write to have such pods made: nothing refuses it, it is warned of. */
export async function warned(kubernetes: Kubernetes, pod: Pod, kind: Maker, level: Level): Promise<Answer> {
  const [root, resource] = roots[kind];
  const { status, body: answer, warnings } = await kubernetes.send('POST', `${root}/namespaces/${namespaceOf(level)}/${resource}?dryRun=All`, { body: makerOf(kind, pod) });
  if (status >= 300) return answerOf(status, answer.message);
  return { reasons: new Set(warnings.flatMap((warning) => [...theirs(warning)])) };
}
