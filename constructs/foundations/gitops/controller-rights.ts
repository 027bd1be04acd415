import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { k8s, manifestOf } from '../../resources/index.ts';
import type { Stack } from '../../stack.ts';
import { inWave } from '../../sync.ts';
import { gitopsNamespace } from './instance.ts';
import { inventoryOf, later, objectsOf, resourceOf, type Kind } from './inventory.ts';

const name = 'guichet-gitops';
const rbacGroup = 'rbac.authorization.k8s.io';

/** The default instance reads everything already. */
const reading = ['get', 'list', 'watch'];
const writing = ['create', 'update', 'patch', 'delete'];

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Resources by API group. */
type Resources = ReadonlyMap<string, readonly string[]>;

const resourcesOf = (kinds: readonly Kind[]): Resources => new Map([...Map.groupBy(kinds, ({ group }) => group)].map(([group, own]) => [group, own.map(resourceOf).sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a rule grants beyond reading everything and writing the tree's kinds. */
function beyond({ apiGroups, resources, verbs: all, resourceNames }: Rule, held: Resources): Rule {
  const verbs = all.filter((verb) => !reading.includes(verb));
  const isHeld = (resource: string): boolean => verbs.every((verb) => writing.includes(verb)) && apiGroups.every((group) => held.get(group)?.includes(resource));
  return { apiGroups, resources: resources.filter((resource) => !isHeld(resource)), ...(resourceNames && { resourceNames }), verbs };
}

/** Kubernetes lets nobody hand out a right that he has not: what the tree's Roles grant, the controller holds as well. */
function toHandOut(objects: readonly ApiObject[], held: Resources): Rule[] {
  const granted = objects
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap((role) => rulesOf(manifestOf(role)).map((rule) => beyond(rule, held)))
    .filter(({ resources, verbs }) => resources.length > 0 && verbs.length > 0);
  const alike = Map.groupBy(granted, ({ apiGroups, resources, verbs, resourceNames }) => JSON.stringify([apiGroups, resources, verbs, resourceNames !== undefined]));
  return [...alike].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, rules]) => merged(rules));
}

/** Rules that differ in names only, as one. */
function merged(rules: readonly Rule[]): Rule[] {
  const resourceNames = [...new Set(rules.flatMap((rule) => rule.resourceNames ?? []))].sort();
  return rules.slice(0, 1).map((rule) => ({ ...rule, ...(resourceNames.length > 0 && { resourceNames }) }));
}

/** To bind somebody to a ClusterRole that is not of the tree takes the right to bind just that one. */
function toBind(objects: readonly ApiObject[]): Rule[] {
  const own = new Set(objects.filter(({ kind }) => kind === 'ClusterRole').map((role) => role.name));
  const bound = new Set(objects.filter(({ kind }) => kind.endsWith('RoleBinding')).flatMap((binding) => roleRefsOf(manifestOf(binding))));
  const resourceNames = [...bound].filter((one) => !own.has(one)).sort();
  return resourceNames.length > 0 ? [{ apiGroups: [rbacGroup], resources: ['clusterroles'], resourceNames, verbs: ['bind'] }] : [];
}

const rulesOf = (role: { readonly rules?: readonly Rule[] }): readonly Rule[] => role.rules ?? [];

const roleRefsOf = ({ roleRef }: { readonly roleRef?: { readonly kind: string; readonly name: string } }): string[] => (roleRef?.kind === 'ClusterRole' ? [roleRef.name] : []);

/**
 * What Argo CD's controller needs to apply the stacks, and nothing that is not in them. It may not widen this by itself (it has no right to
 * `escalate`): after a new kind comes into the tree, an administrator applies the GitOps stack once more.
 */
export function controllerRights(scope: Construct, stacks: () => readonly Stack[]): void {
  const rules = (): Rule[] => {
    const { clusterKinds, namespacedKinds } = inventoryOf(stacks());
    const others = objectsOf(stacks()).filter((object) => object.name !== name);
    const kinds = resourcesOf([...clusterKinds, ...namespacedKinds]);
    return [...[...kinds].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: writing })), ...toHandOut(others, kinds), ...toBind(others)];
  };
  new k8s.KubeClusterRole(scope, 'controller-role', { metadata: { name, annotations: inWave(-20) }, rules: later(() => rules().map(({ apiGroups, resources, resourceNames, verbs }) => ({ apiGroups: [...apiGroups], resources: [...resources], ...(resourceNames && { resourceNames: [...resourceNames] }), verbs: [...verbs] }))) });
  new k8s.KubeClusterRoleBinding(scope, 'controller-binding', {
    metadata: { name, annotations: inWave(-20) },
    roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name: `${gitopsNamespace}-argocd-application-controller`, namespace: gitopsNamespace }],
  });
}
