/** An API server that enforces the standards, a namespace for each. */
import type { Kubernetes } from '../cluster/kubernetes.ts';
import { baseNames, podOf, type Base, type Pod } from './pods.ts';
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

const selected = { matchLabels: { app: 'a' } };

/** Asks what is told of a controller that makes such pods: nothing refuses it, it is warned of. */
export async function warned(kubernetes: Kubernetes, { metadata, spec }: Pod, level: Level): Promise<Answer> {
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: metadata.name }, spec: { selector: selected, template: { metadata: { labels: selected.matchLabels, ...(metadata.annotations !== undefined && { annotations: metadata.annotations }) }, spec } } };
  const { status, body: answer, warnings } = await kubernetes.send('POST', `/apis/apps/v1/namespaces/${namespaceOf(level)}/deployments?dryRun=All`, { body });
  if (status >= 300) return answerOf(status, answer.message);
  return { reasons: new Set(warnings.flatMap((warning) => [...theirs(warning)])) };
}
