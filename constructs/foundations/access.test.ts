import { describe, expect, it } from '@jest/globals';
import { tenancy } from '../../stacks/tenancy.ts';
import { ofKind, stackManifests } from '../../test/support/stacks.ts';

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

const manifests = stackManifests(tenancy);
const roles = ofKind(manifests, 'Role');
const bindings = ofKind(manifests, 'RoleBinding');
const rulesOf = (name: string): readonly Rule[] => (roles.get(name) as { readonly rules?: readonly Rule[] } | undefined)?.rules ?? [];

describe('access', () => {
  it('lets a team see the namespaces in which it owns services, and no other', () => {
    const seenBy = (team: string) => [...bindings.keys()].filter((name) => name.endsWith(`/${team}-view`)).map((name) => name.split('/')[0]).sort();
    expect(seenBy('payments')).toEqual(['guichet-connectors', 'guichet-core']);
    expect(seenBy('card-security')).toEqual(['guichet-cardholder']);
    expect(bindings.get('guichet-cardholder/card-security-view')).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'Group', name: 'guichet-card-security' }],
    });
  });

  it('lets a team promote and abort its own roll-outs, and not its neighbour’s', () => {
    expect(rulesOf('guichet-core/payments-releases')).toContainEqual({ apiGroups: ['argoproj.io'], resources: ['rollouts/status'], resourceNames: ['payments'], verbs: ['patch'] });
    expect(rulesOf('guichet-core/commerce-releases')).toContainEqual({ apiGroups: ['argoproj.io'], resources: ['rollouts/status'], resourceNames: ['baskets', 'customers', 'insights'], verbs: ['patch'] });
  });

  it('lets nobody write to a roll-out’s specification in the cardholder zone', () => {
    const writes = (name: string) => rulesOf(name).filter(({ resources, verbs }) => resources.includes('rollouts') && verbs.includes('patch'));
    expect(writes('guichet-core/payments-releases')).toHaveLength(1);
    expect(writes('guichet-cardholder/card-security-releases')).toEqual([]);
  });

  it('gives nobody a wildcard, a Secret, a shell in a pod or a tunnel to its ports', () => {
    const granted = [...roles.keys()].flatMap((name) => rulesOf(name)).flatMap(({ resources, verbs }) => [...resources, ...verbs]);
    for (const refused of ['*', 'secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'delete', 'deletecollection', 'escalate', 'bind', 'impersonate']) expect(granted).not.toContain(refused);
    const roleRefs = [...bindings.values()].map((one) => (one as { readonly roleRef?: { readonly kind: string; readonly name: string } }).roleRef).filter((one) => one?.kind === 'ClusterRole');
    expect(new Set(roleRefs.map((one) => one?.name))).toEqual(new Set(['view']));
  });

  it('lets the platform team see every namespace, and operate databases and Kafka without deleting', () => {
    for (const name of ofKind(manifests, 'Namespace').keys()) expect(bindings.has(`${name}/platform-view`)).toBe(true);
    expect([...roles.keys()].filter((name) => name.endsWith('/platform-operations')).sort()).toEqual(['guichet-cardholder-data', 'guichet-core-data', 'guichet-kafka'].map((name) => `${name}/platform-operations`));
  });
});
