import { describe, expect, it } from '@jest/globals';
import { render } from '../constructs/tree.ts';
import { prod } from '../environments/prod.ts';
import { services } from '../services/registry.ts';
import { ofKind } from '../test/support/stacks.ts';
import { reference } from './index.ts';

const stacks = render(reference({ environment: prod, services }));
const own = stacks.find(({ stack }) => stack.name === 'gitops')?.objects ?? [];

describe('Argo CD', () => {
  const instance = ofKind(own, 'ArgoCD').get('openshift-gitops/openshift-gitops');
  const checked = (instance?.spec as { readonly resourceHealthChecks: readonly { readonly kind: string; readonly check: string }[] }).resourceHealthChecks;

  it('asks for the health of Applications again, without which their waves do not wait', () => {
    expect(checked.find(({ kind }) => kind === 'Application')?.check).toContain('status.health');
  });

  it('leaves a canary’s weights, subset labels and pods alone', () => {
    expect(instance?.spec).toMatchObject({
      resourceIgnoreDifferences: {
        resourceIdentifiers: [
          { kind: 'Rollout', customization: { jsonPointers: ['/spec/replicas'] } },
          { kind: 'VirtualService', customization: { jqPathExpressions: ['.spec.http[].route[].weight'] } },
          { kind: 'DestinationRule', customization: { jqPathExpressions: ['.spec.subsets[].labels'] } },
        ],
      },
    });
  });

  it('gives no rights to those who have none by a project', () => {
    expect(instance?.spec).toMatchObject({ rbac: { defaultPolicy: '' } });
  });

  it('is never pruned', () => {
    expect(instance?.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('knows the health of every operator’s kind in the tree that has a status and no check of Argo CD’s own', () => {
    // Argo CD's resource_customizations know the others, or they have no status.
    const unknownToArgoCd = ['Application', 'ArgoCD', 'Database', 'EgressFirewall', 'Istio', 'IstioCNI', 'KafkaNodePool', 'KeycloakRealmImport', 'LokiStack', 'Pooler', 'TempoStack'];
    const used = new Set(stacks.flatMap(({ objects }) => objects.map(({ kind }) => kind)));
    expect(checked.map(({ kind }) => kind).sort()).toEqual(unknownToArgoCd.filter((kind) => used.has(kind)));
  });
});

describe('the controller’s rights', () => {
  interface Rule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
  }
  const role = ofKind(own, 'ClusterRole').get('guichet-gitops') as { readonly rules?: readonly Rule[] } | undefined;
  const rules = role?.rules ?? [];
  const allows = (group: string, resource: string, verb: string) => rules.some(({ apiGroups, resources, verbs, resourceNames }) => !resourceNames && apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb));

  it('are bound to the controller of the default instance', () => {
    expect(ofKind(own, 'ClusterRoleBinding').get('guichet-gitops')).toMatchObject({ roleRef: { kind: 'ClusterRole', name: 'guichet-gitops' }, subjects: [{ kind: 'ServiceAccount', name: 'openshift-gitops-argocd-application-controller', namespace: 'openshift-gitops' }] });
  });

  it('are writing the kinds of the tree', () => {
    for (const verb of ['create', 'update', 'patch', 'delete']) {
      expect(allows('networking.k8s.io', 'networkpolicies', verb)).toBe(true);
      expect(allows('', 'namespaces', verb)).toBe(true);
      expect(allows('scheduling.k8s.io', 'priorityclasses', verb)).toBe(true);
      expect(allows('argoproj.io', 'appprojects', verb)).toBe(true);
    }
    expect(allows('', 'secrets', 'create')).toBe(false);
  });

  it('are all that the tree’s Roles hand out beyond reading', () => {
    expect(rules).toContainEqual({ apiGroups: ['argoproj.io'], resources: ['rollouts/status'], resourceNames: services.map(({ name }) => name).sort(), verbs: ['patch'] });
    expect(rules).toContainEqual({ apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: expect.arrayContaining(['view']), verbs: ['bind'] });
  });

  it('hold no wildcard and no way to widen themselves', () => {
    const words = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
    for (const refused of ['*', 'escalate', 'impersonate']) expect(words).not.toContain(refused);
  });
});
