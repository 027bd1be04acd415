import { describe, expect, it } from '@jest/globals';
import { lint, mostCost } from '../cel/lint.ts';
import { isTruth } from '../cel/literals.ts';
import { compile, treeOf } from '../cel/program.ts';
import { celFields } from '../cel/values.ts';
import type { Fields } from '../manifests/index.ts';
import { isObjectRule, type Group, type Rule } from '../rule.ts';
import { groups, rules } from '../rules/index.ts';
import type { Waiver } from '../waivers/waiver.ts';
import { bindingObject, policyObject } from './objects.ts';
import { actionOf, policiesOf, validationActions, type Policy } from './policy.ts';

const rule = (name: string, changed: Partial<Rule> = {}): Rule => ({
  id: `made/${name}`,
  title: name,
  why: name,
  controls: ['pci-dss-4.0.1/2.2.1'],
  match: 'pods',
  expressions: [{ expression: "variables.spec.?hostname.orValue('') == ''", message: 'names its host', field: 'spec.hostname' }],
  cases: { hold: [], break: [] },
  ...changed,
} as Rule);

const group = (...of: readonly Rule[]): readonly Group[] => [{ name: 'made', title: 'Made', rules: of }];
const waiver: Waiver = { rule: 'made/host', subject: { kind: 'Rollout', namespace: 'shop', name: 'web' }, reason: 'r', approver: 'a', ticket: 't', expires: '2027-01-01', location: { file: 'w', line: 1, column: 1 } };
/** No file says anything: every rule may be waived on the object. */
const none = { waivers: [], bounds: [] };
const shut = { waivers: [], bounds: [{ words: [], location: waiver.location }] };

describe('policies', () => {
  it('are one for each shape of pods, and one for each kind', () => {
    const made = policiesOf({ groups: group(rule('host'), rule('other'), rule('kinds', { match: ['Service', 'networking.k8s.io/NetworkPolicy'], severity: 'warning' })), waivers: none });
    expect(made.map(({ name, about, validations }) => [name, about, validations.length])).toEqual([
      ['guichet-made-error-pod', 'pods', 2],
      ['guichet-made-error-controller', 'workloads', 2],
      ['guichet-made-error-cron-job', 'workloads', 2],
      ['guichet-made-error-template', 'workloads', 2],
      ['guichet-made-warning-service', 'objects', 1],
      ['guichet-made-warning-network-policy', 'objects', 1],
    ]);
  });

  it('are told apart by the group where two groups have a kind of one name', () => {
    const made = policiesOf({ groups: group(rule('kinds', { match: ['networking.istio.io/Gateway', 'gateway.networking.k8s.io/Gateway'] })), waivers: none });
    expect(made.map(({ name }) => name)).toEqual(['guichet-made-error-networking-gateway', 'guichet-made-error-gateway-gateway']);
  });

  it('look at Rollouts as at other controllers, and at the containers that are put into a running pod', () => {
    const [pod, controller] = policiesOf({ groups: group(rule('host')), waivers: none });
    expect(pod?.resources).toEqual([{ apiGroups: [''], resources: ['pods', 'pods/ephemeralcontainers'] }]);
    expect(controller?.resources).toContainEqual({ apiGroups: ['argoproj.io'], resources: ['rollouts'] });
  });

  it('let pass what is waived, and ask everything else of it', () => {
    const [pod] = policiesOf({ groups: group(rule('host'), rule('other')), waivers: { ...none, waivers: [waiver] } });
    const [waived, other] = pod?.validations ?? [];
    expect(waived?.expression).toMatch(/^'made\.host' in variables\.waived \|\| \(.*'web'.*\) \|\| \(variables\.spec.*\)$/);
    expect(other?.expression).toMatch(/^'made\.other' in variables\.waived \|\| \(variables\.spec.*\)$/);
  });

  it('look at no annotation for a rule that may not be waived on the object, nor for any where none may', () => {
    const some = { waivers: [], bounds: [{ words: ['made/other'], location: waiver.location }] };
    const [mixed] = policiesOf({ groups: group(rule('host'), rule('other')), waivers: some });
    expect(mixed?.validations.map(({ expression }) => expression.includes('variables.waived'))).toEqual([false, true]);
    const [closed] = policiesOf({ groups: group(rule('host'), rule('other')), waivers: shut });
    expect(closed?.validations.map(({ expression }) => expression.includes('variables.waived'))).toEqual([false, false]);
    expect(closed?.variables.map(({ name }) => name)).toEqual(['template', 'spec', 'containers']);
  });

  it('give a rule that is acted upon by itself a policy of its own', () => {
    const policies = policiesOf({ groups: group(rule('host'), rule('other')), waivers: none, apart: ['made/other'] });
    const actions = { error: 'deny', warning: 'warn', pods: 'audit', rules: { 'made/other': 'warn' } } as const;
    expect(policies.map((policy) => [policy.name, actionOf(policy, actions)])).toEqual([
      ['guichet-made-error-pod', 'audit'],
      ['guichet-made-error-controller', 'deny'],
      ['guichet-made-error-cron-job', 'deny'],
      ['guichet-made-error-template', 'deny'],
      ['guichet-made-other-pod', 'warn'],
      ['guichet-made-other-controller', 'warn'],
      ['guichet-made-other-cron-job', 'warn'],
      ['guichet-made-other-template', 'warn'],
    ]);
  });

  it('are bound with a record of every warning', () => {
    expect(validationActions('warn')).toEqual(['Warn', 'Audit']);
    expect(validationActions('deny')).toEqual(['Deny']);
  });

  it('say true or false where a field might say something else, which the API server would not take', () => {
    const [service] = policiesOf({ groups: group(rule('flag', { match: ['Service'], expressions: [{ expression: 'object.spec.?flag.orValue(false)', message: 'm', field: 'spec.flag' }] })), waivers: shut });
    expect(service?.validations[0]?.expression).toBe('(object.spec.?flag.orValue(false)) == true');
  });

  it('refuse when they cannot be asked, and never hold fast what goes or stands', () => {
    const [, controller] = policiesOf({ groups: group(rule('host')), waivers: none });
    expect(controller && policyObject(controller)).toMatchObject({ spec: { failurePolicy: 'Fail', matchConditions: [{ name: 'stays' }, { name: 'is-not-the-platforms' }, { name: 'template-is-new', expression: "request.operation != 'UPDATE' || dyn(object).?spec.?template != dyn(oldObject).?spec.?template" }] } });
    expect(controller && bindingObject(controller, 'deny', ['shop'])).toMatchObject({ spec: { policyName: 'guichet-made-error-controller', matchResources: { namespaceSelector: { matchExpressions: [{ values: ['shop'] }] } } } });
  });
});

describe('what the platform writes', () => {
  const judged = (made: readonly Policy[]) => made.map(({ name, conditions }) => [name, conditions.some(({ name: condition }) => condition === 'is-not-the-platforms')]);

  it('is not judged, save Pods, all of which it makes', () => {
    expect(judged(policiesOf({ groups: group(rule('host'), rule('kinds', { match: ['Service'] })), waivers: none }))).toEqual([
      ['guichet-made-error-pod', false],
      ['guichet-made-error-controller', true],
      ['guichet-made-error-cron-job', true],
      ['guichet-made-error-template', true],
      ['guichet-made-error-service', true],
    ]);
  });

  it('is judged where the platform has no writers', () => {
    expect(judged(policiesOf({ groups: group(rule('kinds', { match: ['Service'] })), waivers: none, platform: [] }))).toEqual([['guichet-made-error-service', false]]);
  });

  const binding = policiesOf({ groups: group(rule('kinds', { match: ['rbac.authorization.k8s.io/ClusterRoleBinding'] })), waivers: none })[0];
  /** What the condition of that name says of a request. */
  const said = (name: string, request: Fields, object: Fields = {}, oldObject: Fields = {}) =>
    compile(binding?.conditions.find((one) => one.name === name)?.expression ?? '').evaluate({ request: celFields(request), object: celFields(object), oldObject: celFields(oldObject) });

  it.each([
    ['system:serviceaccount:openshift-cluster-version:default', false],
    ['system:serviceaccount:kube-system:job-controller', false],
    ['system:apiserver', false],
    ['system:serviceaccount:openshift-gitops:openshift-gitops-argocd-application-controller', true],
    ['system:serviceaccount:openshift-gitops-operator:openshift-gitops-operator-controller-manager', false],
    ['system:serviceaccount:shop:openshift-deployer', true],
    ['system:admin', true],
    ['openshift-cluster-version', true],
  ])('is told by its name: %s is judged: %s', (username, wanted) => {
    expect(said('is-not-the-platforms', { userInfo: { username } })).toEqual({ value: wanted });
  });

  it.each([
    ['CREATE', ['a'], [], true],
    ['UPDATE', ['a', 'b'], ['a'], true],
    ['UPDATE', ['c'], ['a', 'b'], true],
    ['UPDATE', ['a'], ['a', 'b'], false],
    ['UPDATE', [], ['a'], false],
  ])('may lose rights by anybody: %s of a binding to %j that was to %j is judged: %s', (operation, now, before, wanted) => {
    const to = (names: readonly string[]) => ({ subjects: names.map((name) => ({ kind: 'User', name })) });
    expect(said('grants-more', { operation }, to(now), to(before))).toEqual({ value: wanted });
  });
});

describe('the policies of the catalogue', () => {
  const policies = policiesOf({ groups, waivers: { ...none, waivers: [{ ...waiver, rule: rules.find(isObjectRule)?.id ?? '' }] } });

  it('have names that can be labels', () => {
    expect(policies.map(({ name }) => `${name}-operators`).filter((name) => name.length > 63)).toEqual([]);
  });

  it('ask of every rule over one object', () => {
    expect(new Set(policies.flatMap((policy) => policy.rules.map(({ id }) => id)))).toEqual(new Set(rules.filter(isObjectRule).map(({ id }) => id)));
  });

  it.each(policies.map((policy) => [policy.name, policy] as const))('%s is taken by the API servers of the floor, and costs them little', (_, { conditions, variables, validations }) => {
    const texts = [...conditions, ...variables].map(({ expression }) => expression).concat(validations.flatMap(({ expression, messageExpression }) => [expression, messageExpression]));
    expect(texts.flatMap((text) => lint(text).faults)).toEqual([]);
    expect(validations.map(({ expression }) => expression).filter((text) => !isTruth(treeOf(text)))).toEqual([]);
    expect(Math.max(...texts.map((text) => lint(text).minor))).toBeLessThanOrEqual(30);
    // One object may cost ten times as much in all as one text.
    expect(texts.reduce((total, text) => total + lint(text).cost, 0)).toBeLessThan(10 * mostCost);
  });
});
