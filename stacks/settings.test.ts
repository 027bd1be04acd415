import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../constructs/declaration/index.ts';
import { environments } from '../environments/index.ts';
import { dev } from '../environments/dev.ts';
import { prod } from '../environments/prod.ts';
import { judge } from '../policies/judge.ts';
import { ManifestIndex, parseManifests, Source } from '../policies/manifests/index.ts';
import { rules } from '../policies/rules/index.ts';
import { rulesWith } from '../policies/settings/settings.ts';
import { services } from '../services/registry.ts';
import { stacksFor } from '../test/support/trees.ts';
import { settingsFor } from './settings.ts';
import { synthesise } from './synthesise.ts';

const objectsOf = (environment: Environment) => stacksFor(environment).flatMap(({ stack, objects }) => (stack.name === 'policies' ? objects : []));
const actionsFor = (environment: Environment, policy: string): unknown => objectsOf(environment).find(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicyBinding' && metadata.name === policy)?.spec;

describe('an environment', () => {
  it('says what is refused: production refuses where development warns', () => {
    for (const name of ['guichet-openshift-encrypted-to-the-pod-route', 'guichet-hygiene-error-controller']) {
      expect(actionsFor(dev, name)).toMatchObject({ validationActions: ['Warn', 'Audit'] });
      expect(actionsFor(prod, name)).toMatchObject({ validationActions: ['Deny'] });
    }
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))('%s refuses what would weaken the mesh or a door', (_, environment) => {
    for (const name of ['guichet-mesh-strict-peer-authentication', 'guichet-openshift-route-tls-route']) expect(actionsFor(environment, name)).toMatchObject({ validationActions: ['Deny'] });
  });

  it('says which Kubernetes its pods are judged by, in files and at admission', () => {
    const environment = { ...prod, cluster: { ...prod.cluster, kubernetes: '1.36' } } as const satisfies Environment;
    const sysctls = (of: Environment): string => JSON.stringify(objectsOf(of).filter(({ metadata }) => metadata.name === 'guichet-pod-security-error-controller'));
    expect(settingsFor(prod).kubernetes).toBe(33n);
    expect(sysctls(prod)).toContain('(33 >= 37 &&');
    expect(sysctls(environment)).toContain('(36 >= 37 &&');
    expect(stacksFor(environment).flatMap(({ objects }) => objects).filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce-version'])).toContain('v1.36');
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))('%s judges in its own namespaces and in that of Argo CD, and in none of the platform’s', (_, environment) => {
    const selectors = objectsOf(environment).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding').map(({ spec }) => JSON.stringify(spec));
    const selected = selectors.map((text) => /"namespaceSelector":\{"matchExpressions":\[\{"key":"kubernetes\.io\/metadata\.name","operator":"In","values":\[([^\]]+)\]\}\]\}/.exec(text)?.[1] ?? 'everywhere');
    const names = new Set(selected.flatMap((list) => list.split(',')));
    expect(names.size).toBeGreaterThan(5);
    expect([...names].filter((name) => /^"(openshift|kube)-/.test(name))).toEqual(['"openshift-gitops"']);
    expect(names).not.toContain('everywhere');
  });

  it('says who writes what the platform is made of', () => {
    const environment = { ...prod, admission: { ...prod.admission, platform: ['system:serviceaccount:cert-manager-operator:*'] } } as const satisfies Environment;
    const text = (of: Environment): string => JSON.stringify(objectsOf(of).filter(({ metadata }) => metadata.name === 'guichet-rbac-error-cluster-role'));
    expect(text(prod)).toContain("startsWith('system:serviceaccount:openshift-')");
    expect(text(environment)).toContain("startsWith('system:serviceaccount:cert-manager-operator:')");
    expect(text(environment)).not.toContain("startsWith('system:serviceaccount:openshift-')");
  });

  it('lets images come from its own registry and that of the operators, and from no other', () => {
    const known = rulesWith(rules, settingsFor(prod)).filter(({ id }) => id === 'hygiene/known-registries');
    const from = (image: string) => judge(new ManifestIndex(parseManifests(new Source('pod.yaml', `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: app, image: "${image}" }] }\n`)).manifests), { rules: known }).length;
    expect(['registry.shop.example/guichet/vault@sha256:0', 'registry.redhat.io/openshift-service-mesh/proxy', 'auto'].map(from)).toEqual([0, 0, 0]);
    expect(['registry.dev.shop.example/guichet/vault', 'quay.io/shop/app', 'registry.shop.example.evil.example/app', 'docker.io/app'].map(from)).toEqual([1, 1, 1, 1]);
  });

  it('is refused with everything that it sets wrongly, and nothing is written', () => {
    const environment = { ...prod, admission: { ...prod.admission, rules: { 'hygiene/nope': {}, 'hygiene/termination-grace': { params: { least: 'soon' } } } } } as const satisfies Environment;
    const printed: string[] = [];
    expect(synthesise({ environments: [environment], services, outdir: '/nowhere', print: (line) => void printed.push(line) })).toBe(1);
    expect(printed.join('\n').split('\n').slice(1)).toEqual([
      '  - prod: admission: hygiene/nope is no rule: guichet-policies list names them',
      '  - prod: admission: hygiene/termination-grace: least is "soon": it must be a whole number of 64 bits, such as 10, its default',
    ]);
  });
});
