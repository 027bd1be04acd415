import { describe, expect, it } from '@jest/globals';
import { ManifestIndex, parseManifests, Source } from '../manifests/index.ts';
import { portsOfAll } from './opening.ts';
import { portsText } from './ports.ts';
import { worldOf } from './world.ts';

const namespaces = ['a', 'b'].map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {team: ${name}}}`);
const pod = (key: string, labels: string, ports = ''): string => {
  const [namespace, name] = key.split('/');
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}\nspec: {containers: [{name: c, ports: [${ports}]}]}`;
};
const pods = [pod('a/web', '{app: web, tier: front}', '{name: http, containerPort: 8080}'), pod('a/db', '{app: db}'), pod('b/web', '{app: web}', '{name: http, containerPort: 9090}'), pod('b/job', '{}')];
const policy = (spec: string, namespace = 'a'): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${spec.length}, namespace: ${namespace}}\nspec: ${spec}`;

function networkOf(...policies: readonly string[]) {
  const { manifests, faults } = parseManifests(new Source('f.yaml', [...namespaces, ...pods, ...policies].join('\n---\n')));
  expect(faults).toEqual([]);
  const { network, actors } = worldOf(new ManifestIndex(manifests));
  const actor = (key: string) => {
    const found = actors.find((one) => one.key === key);
    if (!found) throw new Error(`there is no ${key}`);
    return found;
  };
  return {
    between: (from: string, to: string): string => portsText(portsOfAll(network.between(actor(from), actor(to)))),
    out: (from: string, address: string): string => portsText(portsOfAll(network.releasesAddress(actor(from), address))),
    causes: (from: string, to: string) => network.between(actor(from), actor(to)).flatMap(({ causes }) => causes.map(({ manifest, path }) => manifest.locate(...path).line)),
  };
}

describe('NetworkPolicy', () => {
  it('is open where none is about a pod', () => {
    expect(networkOf().between('a/web', 'b/web')).toBe('every port');
  });

  it('isolates those whom an empty selector selects, in the directions that are named or follow', () => {
    const { between } = networkOf(policy('{podSelector: {}}'));
    expect([between('b/web', 'a/db'), between('a/db', 'b/web'), between('b/web', 'b/job')]).toEqual(['', 'every port', 'every port']);
  });

  it('isolates the way out too where it has rules for it and names no types', () => {
    expect(networkOf(policy('{podSelector: {}, egress: [{to: [{podSelector: {}}]}]}')).out('a/db', '203.0.113.1')).toBe('');
  });

  it('takes an egress rule as nothing where the types leave egress out', () => {
    expect(networkOf(policy('{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]}')).out('a/db', '203.0.113.1')).toBe('every port');
  });

  it('adds up', () => {
    const { between } = networkOf(policy('{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}'), policy('{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}], ports: [{port: 9000, endPort: 9010}]}]}'));
    expect([between('a/web', 'a/db'), between('b/web', 'a/db'), between('b/web', 'a/web')]).toEqual(['5432', '9000-9010', '9000-9010']);
  });

  it('means both selectors in one entry, and either in two', () => {
    const both = networkOf(policy('{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}, podSelector: {matchLabels: {app: web}}}]}]}'));
    expect([both.between('b/web', 'a/db'), both.between('b/job', 'a/db'), both.between('a/web', 'a/db')]).toEqual(['every port', '', '']);
    const either = networkOf(policy('{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}, {podSelector: {matchLabels: {app: web}}}]}]}'));
    expect([either.between('b/web', 'a/db'), either.between('b/job', 'a/db'), either.between('a/web', 'a/db')]).toEqual(['every port', 'every port', 'every port']);
  });

  it('lets everybody in by a rule without peers, and nobody by one peer that is nobody', () => {
    expect(networkOf(policy('{podSelector: {}, ingress: [{}]}')).between('b/job', 'a/db')).toBe('every port');
    expect(networkOf(policy('{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: none}}}]}]}')).between('b/job', 'a/db')).toBe('');
  });

  it('finds a named port at the pod that is called', () => {
    const { between } = networkOf(policy('{podSelector: {matchLabels: {app: db}}, egress: [{ports: [{port: http}]}]}'));
    expect([between('a/db', 'a/web'), between('a/db', 'b/web'), between('a/db', 'b/job')]).toEqual(['8080', '9090', '']);
  });

  it('knows protocols apart, and every port of one', () => {
    expect(networkOf(policy('{podSelector: {}, ingress: [{ports: [{protocol: UDP}, {port: 53}]}]}')).between('b/job', 'a/db')).toBe('53, every port/UDP');
  });

  it('selects by expressions, where a missing label is in no set', () => {
    const { between } = networkOf(policy('{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}]}]}'));
    expect([between('b/job', 'a/db'), between('b/web', 'a/db')]).toEqual(['every port', '']);
  });

  it('means addresses by a block, and no pods', () => {
    const { out, between } = networkOf(policy('{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 443}]}]}'));
    expect([out('a/db', '203.0.113.1'), out('a/db', '10.1.2.3'), between('a/db', 'b/web')]).toEqual(['443', '', '']);
  });

  it('points at the lines that open', () => {
    expect(networkOf(policy('\n  podSelector: {}\n  ingress:\n    - from:\n        - podSelector: {}\n')).causes('a/web', 'a/db')).toEqual([36]);
  });
});

const admin = (spec: string, kind = 'AdminNetworkPolicy', name = 'x'): string => `apiVersion: policy.networking.k8s.io/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}`;
const toDb = 'subject: {pods: {namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: db}}}}';

describe('AdminNetworkPolicy', () => {
  it('decides before NetworkPolicies, by priority, port by port', () => {
    const { between } = networkOf(
      admin(`{priority: 20, ${toDb}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}`),
      admin(`{priority: 10, ${toDb}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: b}}}], ports: [{portRange: {protocol: TCP, start: 1, end: 1023}}]}]}`, 'AdminNetworkPolicy', 'y'),
      policy('{podSelector: {}}'),
    );
    expect([between('b/web', 'a/db'), between('a/web', 'a/db')]).toEqual(['1024-65535, every port/UDP, every port/SCTP', 'every port']);
  });

  it('passes on to NetworkPolicies, and to the baseline where none is', () => {
    const rules = [admin(`{priority: 1, ${toDb}, ingress: [{action: Pass, from: [{namespaces: {}}]}, {action: Allow, from: [{namespaces: {}}]}]}`), admin('{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}', 'BaselineAdminNetworkPolicy', 'default')];
    expect(networkOf(...rules).between('b/web', 'a/db')).toBe('');
    expect(networkOf(...rules, policy('{podSelector: {}, ingress: [{ports: [{port: 1}]}]}')).between('b/web', 'a/db')).toBe('1');
  });
});
