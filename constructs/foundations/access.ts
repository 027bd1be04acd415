import type { Construct } from 'constructs';
import type { Team, Zone } from '../declaration/index.ts';
import type { NamespaceRole, PlannedNamespace } from '../namespaces.ts';
import type { PlannedZone } from '../plan.ts';
import { k8s } from '../resources/index.ts';

const group = ({ group: name }: Pick<Team, 'group'>): k8s.Subject => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name });

/**
 * Lets a team read a namespace with Kubernetes' own ClusterRole `view`: objects and logs, but neither Secrets, nor a shell in a pod, nor a
 * tunnel to its ports. What is to change goes through Git.
 */
function viewer(scope: Construct, namespace: string, team: Team): void {
  const name = `${team.name}-view`;
  new k8s.KubeRoleBinding(scope, name, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [group(team)],
  });
}

function bound(scope: Construct, namespace: string, name: string, team: Team, rules: k8s.PolicyRule[]): void {
  new k8s.KubeRole(scope, name, { metadata: { name, namespace }, rules });
  new k8s.KubeRoleBinding(scope, `${name}-binding`, { metadata: { name, namespace }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }, subjects: [group(team)] });
}

const argo = { apiGroups: ['argoproj.io'] };
const read = ['get', 'list', 'watch'];

/**
 * What a team may do to its own roll-outs: watch, promote and abort them, which changes their status only. Where no card data is, it may also
 * restart them, which writes to their specification; in the cardholder zone every such change has a commit and a reviewer (PCI DSS 6.5.1).
 */
function releases(zone: Zone, resourceNames: string[]): k8s.PolicyRule[] {
  return [
    { ...argo, resources: ['rollouts', 'analysisruns'], verbs: read },
    { ...argo, resources: ['rollouts/status'], resourceNames, verbs: ['patch'] },
    ...(zone === 'cardholder' ? [] : [{ ...argo, resources: ['rollouts'], resourceNames, verbs: ['patch'] }]),
  ];
}

/** The access of each team to a zone in which it owns services: a view of the namespace, and its own roll-outs. */
export function teamAccess(scope: Construct, { name: zone, namespace, services }: PlannedZone): void {
  const owners = new Map(services.map(({ owner }) => [owner.name, owner]));
  for (const [name, owner] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    viewer(scope, namespace, owner);
    bound(scope, namespace, `${name}-releases`, owner, releases(zone, services.filter((one) => one.owner.name === name).map((one) => one.name)));
  }
}

/**
 * What whoever is on call for databases does by hand: switch over to another instance, restart one, take a backup. The operators' own tools
 * write these as annotations and status. Deleting is not among them, nor is reading a Secret.
 */
const operations: Readonly<Partial<Record<NamespaceRole, k8s.PolicyRule[]>>> = {
  data: [
    { apiGroups: ['postgresql.cnpg.io'], resources: ['clusters', 'clusters/status'], verbs: [...read, 'patch'] },
    { apiGroups: ['postgresql.cnpg.io'], resources: ['backups'], verbs: [...read, 'create'] },
  ],
  kafka: [{ apiGroups: ['kafka.strimzi.io'], resources: ['kafkas', 'kafkanodepools', 'kafkatopics', 'kafkausers'], verbs: [...read, 'patch'] }],
};

/**
 * The platform team's access: a view of every namespace, and of databases and Kafka what operating them takes. More than that is an
 * emergency, for which the cluster's administrators answer, not this tree.
 */
export function platformAccess(scope: Construct, { name, role }: PlannedNamespace, platform: Team): void {
  viewer(scope, name, platform);
  const rules = operations[role];
  if (rules) bound(scope, name, `${platform.name}-operations`, platform, rules);
}
