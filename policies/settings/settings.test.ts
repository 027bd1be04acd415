import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { actionOf, policiesOf } from '../admission/policy.ts';
import { judge } from '../judge.ts';
import { ManifestIndex, parseManifests, Source } from '../manifests/index.ts';
import { isObjectRule } from '../rule.ts';
import { groups, rules } from '../rules/index.ts';
import { admissionFaults } from './admission.ts';
import { paramOf, paramText, valueOf } from './param.ts';
import { settingsIn } from './read.ts';
import { actionsIn, groupsWith, joined, policyPropsIn, rulesWith, unset, type Settings } from './settings.ts';

const read = (text: string) => settingsIn(parseManifests(new Source('policies.yaml', text)), rules);
const head = 'apiVersion: policies.guichet.dev/v1\nkind: Policies\n';

function set(text: string): Settings {
  const { settings, faults } = read(`${head}${text}`);
  expect(faults).toEqual([]);
  return settings;
}

const rollout = (grace: number): string => `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: shop }\nspec: { template: { spec: { terminationGracePeriodSeconds: ${grace}, containers: [{ name: app, image: app }] } } }\n`;
const found = (settings: Settings, text: string) => judge(new ManifestIndex(parseManifests(new Source('a.yaml', text)).manifests), { rules: rulesWith(rules, settings).filter(({ id }) => id === 'hygiene/termination-grace') });

const least = 'rules: { hygiene/termination-grace: { params: { least: 20 } } }\n';

describe('settings', () => {
  it('change what a rule asks, and what it says', () => {
    expect(found(unset, rollout(15))).toEqual([]);
    expect(found(set(least), rollout(15)).map(({ message }) => message)).toEqual(['hygiene/termination-grace: is killed too soon: set terminationGracePeriodSeconds to 20 or more']);
    expect(found(set(least), rollout(20))).toEqual([]);
  });

  it('change how grave it is', () => {
    expect(found(set('rules: { hygiene/termination-grace: { severity: warning } }\n'), rollout(5)).map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('leave every rule that they do not name as it is', () => {
    const changed = rulesWith(rules, set(least)).filter((rule, i) => rule !== rules[i]);
    expect(changed.map(({ id }) => id)).toEqual(['hygiene/termination-grace']);
    expect(rulesWith(rules, unset).every((rule, i) => rule === rules[i])).toBe(true);
  });

  it('say as of which Kubernetes pods are judged, for all rules that differ by it', () => {
    const versions = rulesWith(rules, set("kubernetes: '1.33'\n")).map(({ params }) => params?.['kubernetes']).filter((version) => version !== undefined);
    expect(versions.length).toBeGreaterThan(3);
    expect(new Set(versions)).toEqual(new Set([33n]));
  });

  it('are the later ones, parameter by parameter', () => {
    const one = set("kubernetes: '1.33'\nadmission: { error: deny, pods: warn }\nrules: { hygiene/known-registries: { severity: warning, params: { known: [a/], injected: [] } } }\n");
    const other = set("admission: { error: audit }\nrules: { hygiene/known-registries: { action: deny, params: { known: [b/] } } }\n");
    expect(joined([one, other])).toEqual({ kubernetes: 33n, admission: { error: 'audit', pods: 'warn' }, rules: { 'hygiene/known-registries': { severity: 'warning', action: 'deny', params: { known: ['b/'], injected: [] } } } });
  });
});

it('are as the how-to has them', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/set-rules.md'), 'utf8');
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(read(text)).toMatchObject({ faults: [], settings: { kubernetes: 33n, admission: { error: 'deny' }, rules: { 'hygiene/termination-grace': { severity: 'warning', action: 'deny', params: { least: 20n } } } } });
});

describe('at admission', () => {
  const settings = set('admission: { error: deny }\nrules: { hygiene/termination-grace: { params: { least: 20 }, action: audit } }\n');
  const policies = policiesOf({ groups: groupsWith(groups, settings), waivers: { waivers: [], bounds: [] }, ...policyPropsIn(settings) });
  const about = (id: string) => policies.filter((policy) => policy.rules.some((rule) => rule.id === id));

  it('parameters are in the texts that the API server is given', () => {
    const texts = about('hygiene/termination-grace').flatMap(({ validations }) => validations.map(({ expression }) => expression));
    expect(texts.join()).toContain('(variables.spec.?terminationGracePeriodSeconds.orValue(30) >= 20)');
    expect(texts.join()).not.toContain('>= 10');
  });

  it('a rule has its own action, and policies for it, and all others have that of their severity', () => {
    expect(about('hygiene/termination-grace').map((policy) => [policy.name, actionOf(policy, actionsIn(settings))])).toEqual(['pod', 'controller', 'cron-job', 'template'].map((shape) => [`guichet-hygiene-termination-grace-${shape}`, 'audit']));
    expect(about('hygiene/resources').map((policy) => actionOf(policy, actionsIn(settings)))).toEqual(['audit', 'deny', 'deny', 'deny']);
    expect(about('openshift/encrypted-to-the-pod').map((policy) => actionOf(policy, actionsIn(settings)))).toEqual(['warn']);
  });
});

it('say whose writing is not judged at admission', () => {
  const texts = (text: string) => policiesOf({ groups, waivers: { waivers: [], bounds: [] }, ...policyPropsIn(set(text)) }).flatMap(({ conditions }) => conditions.map(({ expression }) => expression)).filter((expression) => expression.includes('userInfo'));
  expect(texts('admission: { platform: [ada] }\n')[0]).toBe("!(request.userInfo.username in ['ada'])");
  expect(texts("admission: { platform: [ada, 'system:serviceaccount:build-*', '!system:serviceaccount:build-ours:*'] }\n")[0]).toBe("!(request.userInfo.username in ['ada'] || request.userInfo.username.startsWith('system:serviceaccount:build-')) || request.userInfo.username.startsWith('system:serviceaccount:build-ours:')");
  expect(texts('admission: { platform: [] }\n')).toEqual([]);
});

describe('texts of parameters', () => {
  it('are in CEL what they are in the file, whatever they hold', () => {
    const sly = "a'b\\c\n\r\"${1}params.refused/";
    const settings: Settings = { ...unset, rules: { 'hygiene/known-registries': { params: { known: [sly] } } } };
    const from = (image: string) => judge(new ManifestIndex(parseManifests(new Source('a.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'app', image }] } }))).manifests), { rules: rulesWith(rules, settings).filter(({ id }) => id === 'hygiene/known-registries') });
    expect(from(`${sly}app`)).toEqual([]);
    expect(from('registry.example/app').map(({ message, unjudged }) => [message, unjudged])).toEqual([[expect.stringContaining('container app: comes from a registry that is not known'), false]]);
  });

  it('are no more than an API server looks through', () => {
    const many = (count: number): Settings => ({ ...unset, rules: { 'hygiene/known-registries': { params: { known: Array.from({ length: count }, (_, i) => `registry-${i}.example/`) } } } });
    expect(admissionFaults(rules, many(20))).toEqual([]);
    expect(admissionFaults(rules, many(2_000)).join()).toMatch(/^hygiene\/known-registries, as its params are set: may cost \d+/);
  });
});

describe('what cannot be set', () => {
  it('is told all at once, each with its line, its value and the way out', () => {
    const text = `${head}kubernetes: 1.40
admissions: {}
admission: { error: refuse, platform: [ada, 'system:*', 7] }
rules:
  hygiene/nope: { action: deny }
  hygiene/termination-grace: { severity: grave, params: { least: soon, most: 3 } }
  data/certificate-life: { params: { longest: 1y } }
  across/unique: { action: deny }
  pod-security/sysctls: { params: { kubernetes: 34, safe: [a, 1] } }
  mesh/mesh-wide: { params: [] }
  hygiene/probes: deny
`;
    expect(read(text).faults.map((line) => line.replace(/^policies\.yaml:(\d+):\d+: /, '$1 '))).toEqual([
      '4 there is no admissions: there are apiVersion, kind, metadata, kubernetes, admission, rules',
      expect.stringMatching(/^3 kubernetes is 1\.4, a number, .*write a text such as '1\.33'/),
      '5 admission.platform must be a list of texts, names of users such as system:serviceaccount:openshift-*',
      '5 admission.platform: "system:*" is no name of a user, nor the beginning of names of ServiceAccounts with a * at its end, such as system:serviceaccount:openshift-*',
      '5 admission.error is refuse: it is one of warn, audit, deny',
      '7 hygiene/nope is no rule: guichet-policies list names them',
      '8 rules.hygiene/termination-grace.severity is grave: it is one of error, warning',
      '8 hygiene/termination-grace: least is "soon": it must be a whole number of 64 bits, such as 10, its default',
      '8 hygiene/termination-grace has no parameter most: it has least',
      '9 data/certificate-life: longest is "1y": it must be a duration such as 9552h',
      '10 across/unique is over all objects together, which admission never sees: leave its action out',
      expect.stringMatching(/^11 pod-security\/sysctls is not of a Kubernetes of its own: set it for all rules/),
      expect.stringMatching(/^11 pod-security\/sysctls: safe is \["a","1"\]: it must be a list of texts, such as \["kernel\.shm_rmid_forced","net\.ipv4\.ip_local_port_range",\.\.\.\], its default$/),
      '12 rules.mesh/mesh-wide.params must be an object',
      '13 rules.hygiene/probes must be an object',
    ]);
  });

  it.each([
    ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n', /holds v1 ConfigMap: settings are policies\.guichet\.dev\/v1 Policies/],
    ['', /holds no object/],
    ['a: [\n', /no YAML/],
    [`${head}rules: []\n`, /rules must be an object/],
    [`${head}kubernetes: '1.32'\n`, /known from 1\.33 to 1\.37/],
  ])('%j', (text, message) => {
    expect(read(text).faults.join('\n')).toMatch(message);
  });
});

describe('every parameter', () => {
  const params = rules.flatMap((rule) => Object.entries(rule.params ?? {}).filter(([name]) => name !== 'kubernetes').map(([name, value]) => [rule, name, value] as const));

  it.each(params.map(([rule, name, value]) => [`${rule.id}.${name}`, rule, name, value] as const))('%s takes its default from the command line, and nothing of another type', (_, rule, name, value) => {
    expect(paramOf(rule, name, valueOf(paramText(value), value))).toEqual({ param: value });
    for (const other of [null, 1.5, {}, [1n], 2n ** 63n, ...(typeof value === 'bigint' ? ['1'] : [1n]), ...(typeof value === 'boolean' ? ['true'] : [true])]) expect(paramOf(rule, name, other)).toHaveProperty('wrong');
  });

  it('stands in a text, so that setting it changes something', () => {
    const idle = params.filter(([rule, name]) => isObjectRule(rule) && !JSON.stringify([rule.when, rule.expressions]).includes(`params.${name}`));
    expect(idle.map(([rule, name]) => `${rule.id}.${name}`)).toEqual([]);
  });
});
