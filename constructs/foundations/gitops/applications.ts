import type { Construct } from 'constructs';
import type { Environment } from '../../declaration/index.ts';
import { Application } from '../../resources/index.ts';
import type { Stack } from '../../stack.ts';
import { inWave } from '../../sync.ts';
import { differences } from './differences.ts';
import { gitopsNamespace } from './instance.ts';
import { inventoryOf, later } from './inventory.ts';
import { inCluster } from './projects.ts';

/** The Application of Applications. */
export const rootName = 'guichet';

const syncPolicy = {
  // What Git no longer says goes, and what it does not say is put back.
  automated: { prune: true, selfHeal: true },
  syncOptions: [
    // Objects are shared with their operators, field by field.
    'ServerSideApply=true',
    // An operator may bring a definition later than we use it.
    'SkipDryRunOnMissingResource=true',
    // The next two: a sync in the middle of a canary leaves its weights alone.
    'RespectIgnoreDifferences=true',
    'ApplyOutOfSyncOnly=true',
    // A misspelt namespace must fail: one made by the way would have neither quota nor default deny.
    'CreateNamespace=false',
  ],
  retry: { limit: 10, backoff: { duration: '15s', factor: 2, maxDuration: '5m' } },
};

/** What controllers write into objects of a stack. */
function ignored(stack: Stack) {
  const { namespacedKinds } = inventoryOf([stack]);
  return differences
    .filter((one) => namespacedKinds.some(({ group, kind }) => one.group === group && one.kind === kind))
    .map(({ group, kind, jsonPointers, jqPathExpressions }) => ({ group, kind, ...(jsonPointers && { jsonPointers: [...jsonPointers] }), ...(jqPathExpressions && { jqPathExpressions: [...jqPathExpressions] }) }));
}

/**
 * Keeps one stack as Git has it. It has no deletion finalizer: when an Application is taken away, what it applied stays. Its wave is the
 * stack's order, so that the root applies it after those of lower order are healthy.
 */
export function application(scope: Construct, stack: Stack, { git }: Environment): void {
  const ignoreDifferences = ignored(stack);
  new Application(scope, `application-${stack.name}`, {
    metadata: { name: stack.name, namespace: gitopsNamespace, annotations: inWave(stack.order) },
    spec: {
      project: stack.project,
      source: { repoURL: git.repository, targetRevision: git.revision, path: `${git.path}/${stack.name}` },
      // Every object names its own namespace; the project is asked about this one all the same.
      destination: { server: inCluster, namespace: later(() => inventoryOf([stack]).namespaces[0] ?? gitopsNamespace) },
      syncPolicy,
      ...(ignoreDifferences.length > 0 && { ignoreDifferences }),
    },
  });
}

/**
 * The root: applies the stack that holds the other Applications, in waves. A person applies that stack once, and again when the root or the
 * controller's rights change. The root leaves its own file out: an Application that is among its own resources waits for its own health for ever.
 */
export function root(scope: Construct, stack: Stack, { git }: Environment): void {
  new Application(scope, 'root', {
    metadata: { name: rootName, namespace: gitopsNamespace, annotations: inWave(stack.order) },
    spec: {
      project: stack.project,
      source: { repoURL: git.repository, targetRevision: git.revision, path: `${git.path}/${stack.name}`, directory: { exclude: `{kustomization.yaml,Application.${rootName}.yaml}` } },
      destination: { server: inCluster, namespace: gitopsNamespace },
      syncPolicy,
    },
  });
}
