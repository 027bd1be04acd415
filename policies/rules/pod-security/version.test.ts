import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judge.ts';
import { ManifestIndex, parseManifests, Source } from '../../manifests/index.ts';
import { rulesWith, unset } from '../../settings/settings.ts';
import { podSecurity } from './index.ts';
import { newest, oldest } from './version.ts';

const minors = Array.from({ length: Number(newest - oldest) + 1 }, (_, i) => oldest + BigInt(i));

/** The minors in which a pod breaks a rule of a standard, by the rule. */
function broken(standard: 'baseline' | 'restricted', spec: object, annotations: object = {}): Readonly<Record<string, readonly number[]>> {
  const rules = podSecurity.rules.filter(({ controls }) => controls.includes(`pod-security/${standard}`));
  const { manifests } = parseManifests(new Source('pod.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'case', annotations }, spec })));
  const found = minors.flatMap((minor) => judge(new ManifestIndex(manifests), { rules: rulesWith(rules, { ...unset, kubernetes: minor }) }).map(({ rule, unjudged }) => ({ minor: Number(minor), id: unjudged ? 'unjudged' : rule.id.replace(/^.*\//, '') })));
  return Object.fromEntries([...Map.groupBy(found, ({ id }) => id)].map(([id, all]) => [id, [...new Set(all.map(({ minor }) => minor))]]));
}

const restricted = { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };
const pod = (spec: object, container: object = {}, context: object = {}) => ({ ...spec, containers: [{ name: 'app', image: 'app', securityContext: { ...restricted, ...context }, ...container }] });
const all = [33, 34, 35, 36, 37];

describe('the standards by version', () => {
  it('let a plain restricted pod pass in every one', () => {
    expect(broken('restricted', pod({}))).toEqual({});
  });

  it('forbid hosts in probes from 1.34 on', () => {
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) for (const way of ['httpGet', 'tcpSocket']) expect(broken('baseline', pod({}, { [probe]: { [way]: { port: 80, host: 'other' } } }))).toEqual({ 'probe-hosts': [34, 35, 36, 37] });
    for (const hook of ['postStart', 'preStop']) for (const way of ['httpGet', 'tcpSocket']) expect(broken('restricted', pod({}, { lifecycle: { [hook]: { [way]: { port: 80, host: 'other' } } } }))).toEqual({ 'probe-hosts': [34, 35, 36, 37] });
  });

  it('let root be in user namespaces from 1.35 on', () => {
    expect(broken('restricted', pod({ hostUsers: false, securityContext: { runAsUser: 0 } }, {}, { runAsNonRoot: false }))).toEqual({ 'run-as-user': [33, 34], 'run-as-non-root': [33, 34] });
    expect(broken('restricted', pod({ hostUsers: true, securityContext: { runAsUser: 0 } }, {}, { runAsNonRoot: false }))).toEqual({ 'run-as-user': all, 'run-as-non-root': all });
  });

  it('let /proc be seen there from 1.35 on, but by restricted', () => {
    expect(broken('baseline', pod({ hostUsers: false }, {}, { procMount: 'Unmasked' }))).toEqual({ 'proc-mount': [33, 34] });
    expect(broken('restricted', pod({ hostUsers: false }, {}, { procMount: 'Unmasked' }))).toEqual({ 'proc-mount': [33, 34], 'unmasked-proc': all });
    expect(broken('restricted', pod({}, {}, { procMount: 'Unmasked' }))).toEqual({ 'proc-mount': all });
  });

  it('know two more kernel settings from 1.37 on', () => {
    for (const name of ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']) expect(broken('baseline', pod({ securityContext: { sysctls: [{ name, value: '0' }] } }))).toEqual({ sysctls: [33, 34, 35, 36] });
    expect(broken('baseline', pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '0' }, { name: 'net/ipv4/tcp_rmem', value: '0' }] } }))).toEqual({ sysctls: all });
  });
});

describe('what API servers do not store is judged all the same', () => {
  it('as AppArmor annotations of no container', () => {
    expect(broken('baseline', pod({}), { 'container.apparmor.security.beta.kubernetes.io/other': 'unconfined' })).toEqual({ 'app-armor': all });
    expect(broken('baseline', pod({}), { 'container.apparmor.security.beta.kubernetes.io/other': 'localhost/other' })).toEqual({});
  });

  it('as annotations of seccomp, which nothing heeds any more', () => {
    expect(broken('restricted', pod({}), { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined', 'container.seccomp.security.alpha.kubernetes.io/app': 'unconfined' })).toEqual({});
  });

  it('as ephemeral containers in a template', () => {
    expect(broken('restricted', { ...pod({}), ephemeralContainers: [{ name: 'look', image: 'look', securityContext: { ...restricted, privileged: true } }] })).toEqual({ privileged: all });
  });

  it('as profiles without a type, and volumes that nobody knows', () => {
    expect(broken('baseline', pod({ securityContext: { seccompProfile: {}, appArmorProfile: {} } }))).toEqual({ seccomp: all, 'app-armor': all });
    // A volume without a source is an emptyDir: so the server's defaults have it.
    expect(broken('restricted', pod({ volumes: [{ name: 'one' }, { name: 'two', image: { reference: 'two' } }] }))).toEqual({});
    expect(broken('restricted', pod({ volumes: [{ name: 'one', image: { reference: 'one' } }, { name: 'two', hostPath: null }, { name: 'three', newThing: {} }] }))).toEqual({ 'volume-types': all });
  });
});
