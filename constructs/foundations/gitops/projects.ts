import type { Construct } from 'constructs';
import type { Environment, Team } from '../../declaration/index.ts';
import { AppProject } from '../../resources/index.ts';
import type { Stack } from '../../stack.ts';
import { inWave } from '../../sync.ts';
import { gitopsNamespace } from './instance.ts';
import { inventoryOf, later } from './inventory.ts';

/** The cluster that Argo CD runs in. */
export const inCluster = 'https://kubernetes.default.svc';

/** What a team may do with its own Applications: look, read logs, sync what Git says, and decide over a canary. Git alone changes the rest. */
const permissions: readonly (readonly [resource: string, action: string])[] = [
  ['applications', 'get'],
  ['applications', 'sync'],
  ...['abort', 'promote-full', 'resume', 'retry'].map((action) => ['applications', `action/argoproj.io/Rollout/${action}`] as const),
  ['logs', 'get'],
];

/** What OpenShift puts into every namespace. */
const madeByOpenShift = [
  { kind: 'ConfigMap', name: 'kube-root-ca.crt' },
  { kind: 'ConfigMap', name: 'openshift-service-ca.crt' },
  { kind: 'Secret', name: '*-dockercfg-*' },
  { kind: 'ServiceAccount', name: 'builder' },
  { kind: 'ServiceAccount', name: 'default' },
  { kind: 'ServiceAccount', name: 'deployer' },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding', name: 'system:*' },
];

const policies = (project: string, role: string): string[] => permissions.map(([resource, action]) => `p, proj:${project}:${role}, ${resource}, ${action}, ${project}/*, allow`);

/**
 * The bounds of a team's Applications: one repository, the namespaces that its stacks write to and the kinds in them, no more. `stacks` are
 * the team's; only the platform's hold kinds of the whole cluster.
 */
export function project(scope: Construct, { name, group }: Team, stacks: () => readonly Stack[], { git }: Environment): void {
  new AppProject(scope, `project-${name}`, {
    metadata: { name, namespace: gitopsNamespace, annotations: inWave(-10) },
    spec: {
      description: `What the team ${name} answers for.`,
      sourceRepos: [git.repository],
      destinations: later(() => inventoryOf(stacks()).namespaces.map((namespace) => ({ server: inCluster, namespace }))),
      clusterResourceWhitelist: later(() => inventoryOf(stacks()).clusterKinds.map(({ group: ofKind, kind }) => ({ group: ofKind, kind }))),
      namespaceResourceWhitelist: later(() => inventoryOf(stacks()).namespacedKinds.map(({ group: ofKind, kind }) => ({ group: ofKind, kind }))),
      // Says what lies in the team’s namespaces and in no repository.
      orphanedResources: { warn: true, ignore: madeByOpenShift },
      roles: [{ name: 'team', description: `Members of ${group}.`, groups: [group], policies: policies(name, 'team') }],
    },
  });
}
