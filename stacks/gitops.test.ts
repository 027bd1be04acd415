import { describe, expect, it } from '@jest/globals';
import { Stack } from '../constructs/stack.ts';
import { render, type Manifest, type RenderedStack } from '../constructs/tree.ts';
import { dev } from '../environments/dev.ts';
import { prod } from '../environments/prod.ts';
import { services } from '../services/registry.ts';
import { ofKind } from '../test/support/stacks.ts';
import { reference } from './index.ts';

const stacks = render(reference({ environment: prod, services }));
const objectsOf = (name: string): readonly Manifest[] => stacks.find(({ stack }) => stack.name === name)?.objects ?? [];
const own = objectsOf('gitops');
const applications = ofKind(own, 'Application');
const project = (name: string) => ofKind(own, 'AppProject').get(`openshift-gitops/${name}`)?.spec;
const application = (name: string) => applications.get(`openshift-gitops/${name}`);
const waveOf = ({ metadata }: Manifest): number => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
const kindsOf = (of: readonly RenderedStack[], scoped: 'cluster' | 'namespaced') =>
  [...new Set(of.flatMap(({ objects }) => objects).filter(({ metadata }) => (metadata.namespace ? 'namespaced' : 'cluster') === scoped).map(({ apiVersion, kind }) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`))].sort();

describe('Applications', () => {
  it('are one for each other stack, and the root that applies them', () => {
    expect([...applications.keys()].sort()).toEqual([...stacks.map(({ stack }) => stack.name).filter((name) => name !== 'gitops'), 'guichet'].map((name) => `openshift-gitops/${name}`).sort());
  });

  it('wait for each other in the order of the stacks', () => {
    for (const { stack } of stacks.filter(({ stack: { name } }) => name !== 'gitops')) expect(waveOf(application(stack.name) ?? { apiVersion: '', kind: '', metadata: { name: '' } })).toBe(stack.order);
  });

  it('take their stack’s folder at the environment’s revision, in the owner’s project', () => {
    expect(application('services-payments')?.spec).toMatchObject({
      project: 'payments',
      source: { repoURL: 'https://git.shop.example/platform/guichet-gitops.git', targetRevision: 'release', path: 'dist/prod/services-payments' },
    });
  });

  it('prune, heal, retry, share fields with operators, and make no namespace', () => {
    for (const { spec } of applications.values()) {
      expect(spec).toMatchObject({
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true', 'RespectIgnoreDifferences=true', 'ApplyOutOfSyncOnly=true', 'CreateNamespace=false'],
          retry: { limit: 10 },
        },
      });
    }
  });

  it('leave what they applied when they are taken away', () => {
    for (const { metadata } of applications.values()) expect(metadata).not.toHaveProperty('finalizers');
  });

  it('name a namespace that their project allows', () => {
    for (const { spec } of applications.values()) {
      const { project: name, destination } = spec as { readonly project: string; readonly destination: { readonly namespace: string } };
      expect(project(name)).toMatchObject({ destinations: expect.arrayContaining([{ server: 'https://kubernetes.default.svc', namespace: destination.namespace }]) });
    }
  });

  it('come with a root that is not among its own resources: it would wait for its own health for ever', () => {
    expect(application('guichet')?.spec).toMatchObject({ source: { path: 'dist/prod/gitops', directory: { exclude: '{kustomization.yaml,Application.guichet.yaml}' } } });
  });

  it('cannot be forgotten for a stack that comes later', () => {
    const late = reference({ environment: dev, services, customise: (app) => void new Stack(app, { name: 'late', order: 50, project: 'platform', description: { name: 'late', component: 'late', owner: { name: 'platform' }, purpose: 'none', zone: 'platform', scope: 'out-of-scope' } }) });
    expect(() => render(late)).toThrow('no Application applies the stack late: make it before the gitops stack');
  });
});

describe('projects', () => {
  it('are one for each team and the platform', () => {
    expect([...ofKind(own, 'AppProject').keys()].sort()).toEqual(['card-security', 'commerce', 'finance', 'payments', 'platform', 'storefront'].map((name) => `openshift-gitops/${name}`));
  });

  it('take manifests from the environment’s repository only', () => {
    for (const { spec } of ofKind(own, 'AppProject').values()) expect(spec).toMatchObject({ sourceRepos: ['https://git.shop.example/platform/guichet-gitops.git'] });
  });

  it('let a team write nothing of the whole cluster, and the platform just the kinds of its stacks', () => {
    for (const team of ['card-security', 'commerce', 'finance', 'payments', 'storefront']) expect(project(team)).toMatchObject({ clusterResourceWhitelist: [] });
    const { clusterResourceWhitelist } = project('platform') as { readonly clusterResourceWhitelist: readonly { readonly group: string; readonly kind: string }[] };
    expect(clusterResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`)).toEqual(kindsOf(stacks.filter(({ stack }) => stack.project === 'platform'), 'cluster'));
  });

  it('allow the kinds and namespaces of the team’s stacks, neither more nor fewer', () => {
    for (const name of new Set(stacks.map(({ stack }) => stack.project))) {
      const of = stacks.filter(({ stack }) => stack.project === name);
      const { namespaceResourceWhitelist, destinations } = project(name) as { readonly namespaceResourceWhitelist: readonly { readonly group: string; readonly kind: string }[]; readonly destinations: readonly { readonly namespace: string }[] };
      expect(namespaceResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`)).toEqual(kindsOf(of, 'namespaced'));
      expect(destinations.map(({ namespace }) => namespace)).toEqual([...new Set(of.flatMap(({ objects }) => objects.flatMap(({ metadata }) => metadata.namespace ?? [])))].sort());
    }
  });

  it('keep a team out of the namespaces of zones in which it owns nothing', () => {
    expect(JSON.stringify(project('storefront'))).not.toContain('guichet-cardholder');
    expect(JSON.stringify(project('payments'))).not.toContain('"guichet-cardholder"');
  });

  it('give the team’s group its own Applications to look at, to sync and to decide over canaries; nothing to change or delete', () => {
    expect(project('finance')).toMatchObject({ roles: [{ groups: ['guichet-finance'], policies: expect.arrayContaining(['p, proj:finance:team, applications, sync, finance/*, allow', 'p, proj:finance:team, applications, action/argoproj.io/Rollout/abort, finance/*, allow']) }] });
    expect(JSON.stringify(project('finance'))).not.toMatch(/applications, (\*|create|update|delete|override)|exec,/);
  });

  it('warn of what is in no repository', () => {
    expect(project('commerce')).toMatchObject({ orphanedResources: { warn: true } });
  });
});
