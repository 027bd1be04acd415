import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseManifests, Source } from '../manifests/index.ts';
import { rules } from '../rules/index.ts';
import { commands, run } from './commands.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'guichet-policies-')); });
afterAll(() => { rmSync(folder, { recursive: true }); });

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function told(...args: readonly string[]) {
  const written = new Map<string, string>();
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, { now: () => new Date('2026-11-25T12:00:00Z'), print: (text) => void out.push(text), complain: (text) => void err.push(text), write: (file, text) => void written.set(file, text), exists: () => false });
  return { code, out: out.join(''), err: err.join(''), written };
}

const pod = (privileged: boolean, name = 'shop'): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  containers:
    - name: app
      image: app
      securityContext:
        privileged: ${privileged}
`;

const rule = ['--rule', 'pod-security/privileged'];
const checked = (...args: readonly string[]) => told('check', ...rule, ...args);

describe('check', () => {
  it('is 0 where nothing breaks a rule', async () => {
    expect(await checked(fileOf('good.yaml', pod(false)))).toMatchObject({ code: 0, out: '1 object by 1 rule: 0 findings, 0 waived\n', err: '' });
  });

  it('is 1 with the line of the field at fault', async () => {
    const file = fileOf('bad.yaml', pod(true));
    const { code, out } = await checked(file);
    expect(code).toBe(1);
    expect(out).toBe(`${file}:9:9: error: pod-security/privileged: container app: is privileged: leave securityContext.privileged out or set it to false (Pod shop/shop)\n1 object by 1 rule: 1 finding, 0 waived\n`);
  });

  it('judges every document and every item of a List, with lines of the file', async () => {
    const items = { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'app', securityContext: { privileged: true } }] } }] };
    const { code, out } = await checked(fileOf('many.yaml', `${pod(false)}---\n${pod(true, 'other')}`), fileOf('list.json', JSON.stringify(items, undefined, 2)));
    expect(code).toBe(1);
    expect(out).toContain('many.yaml:19:9: error');
    expect(out).toMatch(/list\.json:\d+:\d+: error.*\(Pod a\)/);
    expect(out).toContain('3 objects by 1 rule: 2 findings');
  });

  it('follows CRLF, anchors and JSON', async () => {
    const crlf = fileOf('crlf.yaml', pod(true).replaceAll('\n', '\r\n'));
    const anchors = fileOf('anchors.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  initContainers:\n    - &one\n      name: app\n      securityContext: { privileged: true }\n  containers:\n    - <<: *one\n      name: other\n');
    const { code, out } = await checked(crlf, anchors);
    expect(code).toBe(1);
    expect(out).toContain('crlf.yaml:9:9: error');
    expect(out).toContain('container other, app: is privileged');
  });

  it('fails on what it is told to fail on', async () => {
    const file = fileOf('bad.yaml', pod(true));
    expect((await checked(file, '--fail-on', 'error')).code).toBe(1);
    expect((await checked(file, '--fail-on', 'never')).code).toBe(0);
  });

  it('takes the rules of a group', async () => {
    expect((await told('check', '--rule', 'pod-security', fileOf('bad.yaml', pod(true)))).out).toContain('pod-security/privileged');
    expect((await told('check', '--rule', 'gitops', fileOf('bad.yaml', pod(true)))).out).not.toContain('pod-security/privileged');
  });
});

describe('Pod Security Standards', () => {
  const restricted = '{ allowPrivilegeEscalation: false, runAsNonRoot: false, runAsUser: 0, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault } }';
  const root = (): string => fileOf('root.yaml', `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  hostUsers: false\n  containers: [{ name: app, image: app, securityContext: ${restricted} }]\n`);

  it('are chosen by control, and by the version of Kubernetes', async () => {
    expect((await told('check', '--control', 'pod-security/baseline', '--kubernetes', '1.33', root())).code).toBe(0);
    expect((await told('check', '--control', 'pod-security/restricted', '--kubernetes', '1.33', root())).out).toMatch(/run-as-user.*\n.*run-as-non-root|run-as-non-root.*\n.*run-as-user/);
    expect((await told('check', '--control', 'pod-security/restricted', '--kubernetes', 'v1.35', root())).code).toBe(0);
    expect((await told('check', '--control', 'pod-security', '--rule', 'pod-security/privileged', fileOf('bad.yaml', pod(true)))).out).toContain('by 1 rule: 1 finding');
  });
});

describe('clusters', () => {
  const tree = (path: string, ...more: readonly string[]): void => {
    mkdirSync(join(folder, path), { recursive: true });
    for (const name of ['pod.yaml', ...more]) writeFileSync(join(folder, path, name), name === 'pod.yaml' ? pod(false) : 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n');
  };
  const unique = (...args: readonly string[]) => told('check', '--rule', 'across/unique', ...args);

  it('are the trees of a folder that kustomize builds each for itself', async () => {
    for (const name of ['dev', 'prod']) tree(`trees/${name}`, 'kustomization.yaml');
    expect(await unique(join(folder, 'trees'))).toMatchObject({ code: 0, out: '2 objects of 2 clusters by 1 rule: 0 findings, 0 waived\n' });
  });

  it('are one where paths are named one by one, unless they are told apart', async () => {
    const paths = ['dev', 'prod'].map((name) => join(folder, 'trees', name));
    expect((await unique(...paths)).code).toBe(1);
    expect((await unique('--each', ...paths)).code).toBe(0);
  });

  it('are one where a folder is built as a whole, or a part of it is not built', async () => {
    for (const name of ['whole/a', 'whole/b', 'mixed/a']) tree(name, 'kustomization.yaml');
    tree('mixed/b');
    writeFileSync(join(folder, 'whole', 'kustomization.yaml'), 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a, b]\n');
    for (const name of ['whole', 'mixed']) expect((await unique(join(folder, name))).out).toContain('stands at');
  });
});

describe('what cannot be judged is 2, with file and line', () => {
  it.each([
    ['empty', '', /empty\.yaml:1: holds no object/],
    ['comments', '# nothing\n', /holds no object/],
    ['tab', 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n', /tab\.yaml:4:\d+: .*tab/],
    ['twice', 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nkind: Pod\n', /twice\.yaml:4:1: .*stands twice/],
    ['broken', 'apiVersion: v1\nkind: [Pod\n', /broken\.yaml:\d+:\d+: no YAML/],
    ['other', 'version: "3"\nservices: { web: { image: web } }\n', /other\.yaml:1:1: .*no Kubernetes object/],
    ['text', 'hello\n', /text\.yaml:1:1: .*no Kubernetes object/],
    ['utf8', Uint8Array.from([0x61, 0x0a, 0xc3, 0x28]), /utf8\.yaml:2: .*UTF-8/],
    ['binary', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0]), /binary\.yaml:1: .*no text/],
    ['utf16', Uint8Array.from([0xff, 0xfe, 0x61, 0]), /utf16\.yaml:1: .*UTF-16/],
    ['deep', `apiVersion: v1\nkind: Pod\nmetadata: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`, /deep\.yaml:\d+(:\d+)?: .*deep/],
    ['itself', 'apiVersion: v1\nkind: Pod\nspec: &a\n  again: *a\n', /itself\.yaml/],
    ['laughs', `apiVersion: v1\nkind: Pod\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 10 }, () => `*a${i}`).join(',')}]`).join('\n')}\n`, /laughs\.yaml:1:1: .*aliases/],
  ])('%s', async (name, content, message) => {
    const { code, out, err } = await checked(fileOf(`${name}.yaml`, content));
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(out).toMatch(message);
  });

  it('though everything else was judged', async () => {
    const { code, out } = await checked(fileOf('bad.yaml', pod(true)), join(folder, 'absent.yaml'));
    expect(code).toBe(2);
    expect(out).toContain('absent.yaml: cannot be read');
    expect(out).toContain('1 finding');
  });

  it('when a text fails on an object', async () => {
    const { code, out } = await checked(fileOf('wrong.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers: [{ name: app, securityContext: { privileged: "yes" } }]\n'));
    expect(code).toBe(2);
    expect(out).toMatch(/wrong\.yaml:5:\d+: error: pod-security\/privileged: could not be judged: /);
  });
});

describe('kinds that no rule knows', () => {
  it('are judged by none and fail nothing', async () => {
    expect((await checked(fileOf('unknown.yaml', 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: { name: a }\n'))).code).toBe(0);
  });
});

describe('bad arguments are 2', () => {
  it.each([
    [[], 'guichet-policies judges manifests'],
    [['nope'], 'there is no command nope: there are check'],
    [['check'], 'check needs files or folders'],
    [['check', '--nope', 'x'], "Unknown option '--nope'"],
    [['check', 'x', '--output', 'xml'], 'there is no format xml; there are text, json'],
    [['check', 'x', '--output', 'json', '--output', 'sarif'], 'only one format can go to standard output'],
    [['check', 'x', '--output', 'json='], 'name a file after ='],
    [['check', 'x', '--fail-on', 'info'], 'it is error, warning or never'],
    [['check', 'x', '--rule', 'nope'], 'there is no such rule or group'],
    [['check', 'x', '--control', 'nope/1'], 'no rule bears on it'],
    [['check', 'x', '--kubernetes', '1.32'], 'are known from 1.33 to 1.37'],
    [['check', 'x', '--kubernetes', 'new'], 'are known from 1.33 to 1.37'],
    [['explain', 'nope'], 'there is no such rule'],
    [['explain'], 'explain needs one rule'],
    [['list', 'x'], 'list takes nothing'],
    [['check', 'x', '--param', 'least=3'], 'write RULE.NAME=VALUE'],
    [['check', 'x', '--param', 'hygiene/nope.least=3'], 'hygiene/nope is no rule'],
    [['list', '--param', 'hygiene/termination-grace.least=soon'], 'least is "soon": it must be a whole number'],
    [['explain', 'hygiene/probes', '--param', 'hygiene/termination-grace.least=3', '--param', 'hygiene/termination-grace.least=4'], 'least is set twice'],
    [['evidence', 'x', '--standard', 'dora', '--config', 'absent.yaml'], 'absent.yaml: cannot be read'],
    [['admission', '--namespace', 'shop', '--config', 'absent.yaml'], 'absent.yaml: cannot be read'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await told(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

const waivers = (changed: Readonly<Record<string, string>> = {}): string =>
  `apiVersion: policies.guichet.dev/v1\nkind: Waivers\nwaivers:\n  - ${Object.entries({ rule: 'pod-security/privileged', subject: 'Pod shop/shop', reason: 'reads the node', approver: 'platform', ticket: 'GUI-1', expires: '2026-11-25', ...changed }).filter(([, value]) => value !== '').map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`;

describe('waivers', () => {
  const judged = (text: string, content = pod(true)) => checked(fileOf('pod.yaml', content), '--waivers', fileOf('waivers.yaml', text));

  it('let pass what they name, to the end of their last day', async () => {
    expect(await judged(waivers())).toMatchObject({ code: 0, out: '1 object by 1 rule: 0 findings, 1 waived\n' });
  });

  it('let pass the pods that a workload makes, and no others', async () => {
    const owned = pod(true, 'shop-5d8f-x2').replace('namespace: shop }', 'namespace: shop, ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: shop-5d8f, uid: "1", controller: true }] }');
    expect((await judged(waivers({ subject: 'Deployment shop/shop' }), owned)).code).toBe(0);
    expect((await judged(waivers({ subject: 'Deployment shop/shop' }), pod(true, 'shop-5d8f-x2'))).code).toBe(1);
    expect((await judged(waivers({ subject: 'Deployment shop/shop' }), owned.replace('namespace: shop,', 'namespace: other,'))).code).toBe(1);
  });

  it('are a finding when they have expired, and waive nothing', async () => {
    const { code, out } = await judged(waivers({ expires: '2026-11-24' }));
    expect(code).toBe(1);
    expect(out).toMatch(/waivers\.yaml:4:5: error: the waiver of pod-security\/privileged for Pod shop\/shop \(GUI-1\) expired on 2026-11-24/);
    expect(out).toContain('1 finding, 0 waived');
  });

  it('are a finding when they match nothing', async () => {
    const { code, out } = await judged(waivers(), pod(false));
    expect(code).toBe(1);
    expect(out).toContain('matches no finding: take it out');
  });

  it('are no finding in a part of the objects that they are about, when that is said', async () => {
    const other = pod(false, 'other');
    const file = fileOf('waivers.yaml', waivers());
    expect((await checked(fileOf('pod.yaml', other), '--waivers', file)).code).toBe(1);
    expect((await checked(fileOf('pod.yaml', other), '--waivers', file, '--partial')).code).toBe(0);
    expect((await checked(fileOf('pod.yaml', pod(false)), '--waivers', file, '--partial')).code).toBe(1);
  });

  it.each([
    [waivers({ rule: 'nope/nope' }), /waivers\.yaml:4:5: waives nope\/nope, which is no rule/],
    [waivers({ reason: '' }), /a waiver without reason/],
    [waivers({ approver: '', ticket: '' }), /a waiver without approver, ticket/],
    [waivers({ subject: 'shop' }), /write Kind namespace\/name/],
    [waivers({ expires: '2026-02-30' }), /which is no day/],
    [waivers({ until: 'tomorrow' }), /a waiver has no until/],
    [pod(true), /waivers are policies\.guichet\.dev\/v1 Waivers/],
    ['apiVersion: policies.guichet.dev/v1\nkind: Waivers\nwaivers: nope\n', /must be a list/],
  ])('are 2 when they cannot be understood (%#)', async (text, message) => {
    const { code, out } = await judged(text);
    expect(code).toBe(2);
    expect(out).toMatch(message);
  });
});

/** A pod with a waiver on itself: the annotation stands in line 7. */
const carrying = (lines: readonly string[], { rule: of = 'pod-security.privileged', privileged = true } = {}): string =>
  pod(privileged).replace('metadata: { name: shop, namespace: shop }', `metadata:\n  name: shop\n  namespace: shop\n  annotations:\n    waiver.guichet.dev/${of}: |\n${lines.map((line) => `      ${line}\n`).join('')}`);
const whole = ['reason: reads the node', 'approver: platform', 'ticket: GUI-1', 'expires: 2026-11-25'];
const deployment = (own: string, template: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop, annotations: { ${own} } }
spec:
  template:
    metadata: { annotations: { ${template} } }
    spec: { containers: [{ name: app, image: app, securityContext: { privileged: true } }] }
`;
const entry = (of: string, expires = '2026-11-25'): string => `waiver.guichet.dev/${of}: "reason: reads the node\\napprover: platform\\nticket: GUI-1\\nexpires: ${expires}"`;

describe('waivers on the object', () => {
  const judged = (content: string, ...args: readonly string[]) => checked(fileOf('carrying.yaml', content), ...args);
  const bounded = (annotations: string): string => fileOf('bounded.yaml', `apiVersion: policies.guichet.dev/v1\nkind: Waivers\nannotations: ${annotations}\nwaivers: []\n`);

  it('let it pass, to the end of their last day, and say why', async () => {
    const { code, out, written } = await judged(carrying(whole), ...['text', 'json=json.out', 'sarif=sarif.out', 'oscal=oscal.out', 'markdown=markdown.out'].flatMap((format) => ['--output', format]));
    expect({ code, out }).toEqual({ code: 0, out: '1 object by 1 rule: 0 findings, 1 waived\n' });
    expect(JSON.parse(written.get('json.out') ?? '')).toMatchObject({ findings: [], waived: [{ rule: 'pod-security/privileged', waiver: { subject: 'Pod shop/shop', reason: 'reads the node', approver: 'platform', ticket: 'GUI-1', expires: '2026-11-25', file: expect.stringMatching(/carrying\.yaml$/), line: 7 } }] });
    expect(JSON.parse(written.get('sarif.out') ?? '')).toMatchObject({ runs: [{ results: [{ suppressions: [{ kind: 'inSource', justification: 'reads the node (platform, GUI-1, until 2026-11-25)', location: { physicalLocation: { region: { startLine: 7 } } } }] }] }] });
    expect(written.get('oscal.out')).toContain('waived: reads the node (platform, GUI-1, until 2026-11-25)');
    expect(written.get('markdown.out')).toContain('| Pod shop/shop | pod-security/privileged | reads the node | platform | GUI-1 | 2026-11-25 |');
  });

  it('are in the evidence', async () => {
    const file = fileOf('carrying.yaml', carrying(whole));
    const { out } = await told('evidence', file, '--standard', 'pci-dss-4.0.1');
    expect(out).toContain(`- waived until 2026-11-25: ${file}:`);
  });

  it('let nothing pass but their own rule on their own object', async () => {
    const other = pod(true, 'other');
    const { code, out } = await checked('--rule', 'hygiene/no-token', fileOf('carrying.yaml', `${carrying(whole)}---\n${other}`));
    expect(code).toBe(1);
    expect(out).toContain('2 objects by 2 rules: 3 findings, 1 waived');
    expect(out).toMatch(/pod-security\/privileged: .*\(Pod shop\/other\)/);
  });

  it('count on a workload and in its template', async () => {
    expect((await judged(deployment(entry('pod-security.privileged'), ''))).out).toContain('0 findings, 1 waived');
    expect((await judged(deployment('', entry('pod-security.privileged')))).out).toContain('0 findings, 1 waived');
    expect(await judged(deployment(entry('pod-security.privileged'), entry('pod-security.privileged')))).toMatchObject({ code: 0 });
  });

  it('are a finding in a template when the rule is not about pods', async () => {
    const { code, out } = await told('check', '--rule', 'across/two-copies', fileOf('copies.yaml', deployment('', entry('across.two-copies'))));
    expect(code).toBe(1);
    expect(out).toMatch(/copies\.yaml:6:\d+: error: the waiver of across\/two-copies for Deployment shop\/shop \(GUI-1\) does not count in spec\.template\.metadata\.annotations, since the rule is about the Deployment/);
  });

  it('waive what only all objects together show', async () => {
    const lonely = (annotations: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: shop, namespace: shop, annotations: { ${annotations} } }\nspec: { selector: { app: shops } }\n---\n${pod(false)}`;
    const asked = (text: string) => told('check', '--rule', 'across/service-selects', fileOf('lonely.yaml', text));
    expect((await asked(lonely(''))).out).toContain('1 finding, 0 waived');
    expect(await asked(lonely(entry('across.service-selects')))).toMatchObject({ code: 0, out: expect.stringContaining('0 findings, 1 waived') });
  });

  it('are a finding when they have expired, and waive nothing', async () => {
    const { code, out } = await judged(carrying([...whole.slice(0, 3), 'expires: 2026-11-24']));
    expect(code).toBe(1);
    expect(out).toMatch(/carrying\.yaml:7:5: error: the waiver of pod-security\/privileged for Pod shop\/shop \(GUI-1\) expired on 2026-11-24/);
    expect(out).toContain('1 finding, 0 waived');
  });

  it('are a finding when they match nothing, in a part of the objects too', async () => {
    for (const args of [[], ['--partial']]) {
      const { code, out } = await judged(carrying(whole, { privileged: false }), ...args);
      expect(code).toBe(1);
      expect(out).toMatch(/carrying\.yaml:7:5: error: .* matches no finding: take it out/);
    }
  });

  it('are not asked about where their rule is not', async () => {
    expect(await judged(carrying(whole, { rule: 'hygiene.no-token', privileged: false }))).toMatchObject({ code: 0 });
  });

  it('count for the rules and groups that a file opens to them', async () => {
    for (const open of ['[pod-security]', '[hygiene, pod-security/privileged]']) expect(await judged(carrying(whole), '--waivers', bounded(open))).toMatchObject({ code: 0 });
    for (const shut of ['[]', '[hygiene]', '[pod-security/host-ports]']) {
      const { code, out } = await judged(carrying(whole), '--waivers', bounded(shut));
      expect(code).toBe(1);
      expect(out).toMatch(/carrying\.yaml:7:5: error: .* does not count: .*bounded\.yaml:3 lets nobody waive that on the object: have it approved there/);
      expect(out).toContain('1 finding, 0 waived');
    }
  });

  it.each([
    ['annotations: pod-security', /bounded\.yaml:3:1: annotations: must be a list of rules or groups/],
    ['annotations: [pod-securty]', /bounded\.yaml:3:15: annotations: pod-securty is no rule and no group/],
    ['annotations: [1]', /what is no text is no rule/],
    ['anotations: []', /bounded\.yaml:3:1: anotations: Waivers have no such field/],
  ])('are 2 when what a file opens to them cannot be understood: %s', async (line, message) => {
    const { code, out } = await judged(carrying(whole), '--waivers', fileOf('bounded.yaml', `apiVersion: policies.guichet.dev/v1\nkind: Waivers\n${line}\nwaivers: []\n`));
    expect(code).toBe(2);
    expect(out).toMatch(message);
  });

  it.each([
    [carrying(whole, { rule: 'pod-security.nope' }), [/carrying\.yaml:7:5: waiver\.guichet\.dev\/pod-security\.nope: waives pod-security\/nope, which is no rule/]],
    [carrying(whole.slice(1)), [/carrying\.yaml:7:5: .*: has no reason: an annotation waives a rule with a line for each of reason, approver, ticket, expires/]],
    [carrying(['reason: ""', 'expires: 2026-02-30', 'until: tomorrow'], { rule: 'nope' }), [/which is no rule/, /has no reason, approver, ticket:/, /expires on 2026-02-30, which is no day/, /has no field "until"/]],
    [deployment('waiver.guichet.dev/pod-security.privileged: true', ''), [/carrying\.yaml:3:\d+: .*: must be a text/]],
    [deployment('', 'waiver.guichet.dev/pod-security.privileged: "yes"'), [/carrying\.yaml:6:\d+: .*: has no reason, approver, ticket, expires/]],
  ])('are 2 when they cannot be understood, all at once (%#)', async (text, messages) => {
    const { code, out } = await judged(text);
    expect(code).toBe(2);
    for (const message of messages) expect(out).toMatch(message);
    expect(out).toContain('1 finding, 0 waived');
  });
});

describe('outputs', () => {
  const all = async () => (await checked(fileOf('bad.yaml', pod(true)), fileOf('tab.yaml', 'a:\n\tb: c\n'), '--output', 'text', ...['json', 'sarif', 'junit', 'oscal', 'markdown'].flatMap((format) => ['--output', `${format}=${format}.out`]))).written;

  it('are written at once', async () => {
    expect([...(await all()).keys()]).toEqual(['json.out', 'sarif.out', 'junit.out', 'oscal.out', 'markdown.out']);
  });

  it('have the place, and what was not judged', async () => {
    const written = await all();
    expect(JSON.parse(written.get('json.out') ?? '')).toMatchObject({ findings: [{ rule: 'pod-security/privileged', places: [{ line: 9, column: 9, field: 'spec.containers[0].securityContext.privileged' }] }], notJudged: [{ code: 'tab' }] });
    expect(JSON.parse(written.get('sarif.out') ?? '')).toMatchObject({ version: '2.1.0', runs: [{ invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] }], results: [{ ruleId: 'pod-security/privileged', locations: [{ physicalLocation: { region: { startLine: 9, startColumn: 9 } } }] }] }] });
    expect(written.get('junit.out')).toMatch(/<testsuite name="guichet-policies" tests="2" failures="1" errors="1">/);
    expect(JSON.parse(written.get('oscal.out') ?? '')).toMatchObject({ 'assessment-results': { results: [{ observations: [{ 'relevant-evidence': [{ description: expect.stringContaining(':9:9') }] }] }] } });
    expect(written.get('markdown.out')).toMatch(/\| .*bad\.yaml:9:9 \| Pod shop\/shop \| pod-security\/privileged \| error \|/);
  });

  it('escape what manifests say', async () => {
    const { written } = await checked(fileOf('sly.yaml', pod(true).replace('name: app', 'name: "<a>|&\\"\\a"')), '--output', 'junit=junit.out', '--output', 'markdown=markdown.out');
    expect(written.get('junit.out')).toContain('container &lt;a&gt;|&amp;&quot;\ufffd: is privileged');
    expect(written.get('markdown.out')).toContain('container &lt;a>\\|&"');
  });
});

describe('admission', () => {
  it('prints a policy and a binding for everything that an API server can be asked, as manifests that can be read', async () => {
    const { code, out } = await told('admission', '--namespace', 'shop', '--error', 'deny');
    const { manifests, faults } = parseManifests(new Source('admission.yaml', out));
    expect({ code, faults }).toEqual({ code: 0, faults: [] });
    const kinds = Map.groupBy(manifests, ({ kind }) => kind);
    expect(kinds.get('ValidatingAdmissionPolicy')?.map(({ name }) => name)).toEqual(kinds.get('ValidatingAdmissionPolicyBinding')?.map(({ name }) => name));
    expect(out).toContain("pod-security/privileged: container ");
  });

  it('knows the waivers of files that still count, and what may be waived on objects', async () => {
    const ask = (text: string) => told('admission', '--namespace', 'shop', '--waivers', fileOf('waivers.yaml', text));
    const open = await ask(waivers());
    expect(open.out).toContain("== ''shop''");
    expect(open.out).toContain("'pod-security.privileged'' in variables.waived");
    const late = await ask(waivers({ expires: '2026-11-24' }).replace('waivers:\n', 'annotations: [hygiene]\nwaivers:\n'));
    expect(late.out).not.toContain("== ''shop''");
    expect(late.out).not.toContain("pod-security.privileged'' in variables.waived");
    expect(late.out).toContain("hygiene.probes'' in variables.waived");
    expect(late.err).toMatch(/waivers\.yaml:\d+:5: the waiver of pod-security\/privileged for Pod shop\/shop expired on 2026-11-24, and is left out/);
  });

  it.each([
    [['admission'], 'needs the namespaces'],
    [['admission', '--namespace', 'shop', '--error', 'refuse'], 'it is warn, audit or deny'],
    [['admission', '--namespace', 'shop', 'more'], 'Unexpected argument'],
  ])('refuses %j', async (args, message) => {
    expect(await told(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});

describe('settings', () => {
  const grace = (seconds: number): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { terminationGracePeriodSeconds: ${seconds}, containers: [{ name: app, image: app }] }\n`;
  const settings = (least: number, more = ''): string => `apiVersion: policies.guichet.dev/v1\nkind: Policies\nrules: { hygiene/termination-grace: { params: { least: ${least} }${more} } }\n`;
  const asked = (...args: readonly string[]) => told('check', '--rule', 'hygiene/termination-grace', ...args);

  it('come from a file, and over it from the command line', async () => {
    const [file, config] = [fileOf('grace.yaml', grace(15)), fileOf('set.yaml', settings(20))];
    expect((await asked(file)).code).toBe(0);
    expect((await asked(file, '--config', config)).out).toContain('grace.yaml:4:9: error: hygiene/termination-grace: is killed too soon: set terminationGracePeriodSeconds to 20 or more');
    expect((await asked(file, '--config', config, '--param', 'hygiene/termination-grace.least=15')).code).toBe(0);
    expect((await asked(file, '--config', fileOf('warn.yaml', settings(20, ', severity: warning')), '--fail-on', 'error')).code).toBe(0);
    expect((await asked(file, '--config', config, '--config', fileOf('over.yaml', settings(5)))).code).toBe(0);
  });

  it('come from beside the manifests of a cluster, for that cluster alone', async () => {
    for (const [name, least] of [['one', 20], ['two', 10]] as const) {
      mkdirSync(join(folder, 'set', name), { recursive: true });
      writeFileSync(join(folder, 'set', name, 'pod.yaml'), grace(15));
      writeFileSync(join(folder, 'set', name, 'policies.json'), JSON.stringify({ apiVersion: 'policies.guichet.dev/v1', kind: 'Policies', rules: { 'hygiene/termination-grace': { params: { least } } } }));
    }
    const out: string[] = [];
    const [one, two] = ['one', 'two'].map((name) => join(folder, 'set', name));
    const code = await run(['check', '--rule', 'hygiene/termination-grace', '--each', one ?? '', two ?? ''], { now: () => new Date(), print: (text) => void out.push(text), complain: (text) => void out.push(text), write: () => undefined, exists: existsSync });
    expect(code).toBe(1);
    expect(out.join('')).toMatch(/one\/pod\.yaml:4:9: error: .*20 or more/);
    expect(out.join('')).not.toContain('two/pod.yaml');
    expect(out.join('')).toContain(`2 objects of 2 clusters by 1 rule: 1 finding, 0 waived\nrules as set by ${join(one ?? '', 'policies.json')}, ${join(two ?? '', 'policies.json')}\n`);
  });

  it('are not looked for in a manifest of that name', async () => {
    mkdirSync(join(folder, 'theirs'));
    writeFileSync(join(folder, 'theirs', 'policies.json'), JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'shop' } }));
    const out: string[] = [];
    const world = { now: () => new Date(), print: (text: string) => void out.push(text), complain: (text: string) => void out.push(text), write: () => undefined, exists: existsSync };
    expect(await run(['check', '--rule', 'hygiene/termination-grace', join(folder, 'theirs')], world)).toBe(0);
    expect(out.join('')).toBe('1 object by 1 rule: 0 findings, 0 waived\n');
    writeFileSync(join(folder, 'theirs', 'policies.json'), JSON.stringify({ apiVersion: 'policies.guichet.dev/v2', kind: 'Policies' }));
    expect(await run(['check', join(folder, 'theirs')], world)).toBe(2);
    expect(out.join('')).toContain('settings are policies.guichet.dev/v1 Policies');
  });

  it('are named in every report of what was judged by them', async () => {
    const config = fileOf('named.yaml', settings(20));
    const { out, written } = await asked(fileOf('grace.yaml', grace(25)), '--config', config, '--kubernetes', '1.33', '--output', 'text', ...['json', 'sarif', 'oscal', 'markdown'].flatMap((format) => ['--output', `${format}=${format}`]));
    expect(out).toContain(`rules as set by ${config}, --kubernetes 1.33\n`);
    for (const format of ['json', 'sarif', 'oscal', 'markdown']) expect(written.get(format)).toContain('named.yaml');
    for (const output of ['markdown', 'json', 'oscal']) expect((await told('evidence', fileOf('grace.yaml', grace(25)), '--standard', 'dora', '--config', config, '--output', output)).out).toContain('named.yaml');
  });

  it('are shown by list and explain beside the defaults', async () => {
    const config = fileOf('shown.yaml', settings(20, ', action: audit, severity: warning'));
    expect((await told('list', '--config', config)).out).toMatch(/hygiene\/termination-grace +warning \(default error\) .*\n +least = 20 \(default 10\)\n +at admission: audit\n/);
    const { out } = await told('explain', 'hygiene/termination-grace', '--config', config);
    expect(out).toContain('hygiene/termination-grace (warning (default error))');
    expect(out).toContain('least = 20 (default 10)');
    expect(out).toContain('terminationGracePeriodSeconds.orValue(30) >= 20');
    expect(out).toContain('at admission: audit, set for this rule');
    expect((await told('explain', 'hygiene/termination-grace')).out).toContain('  least = 10\n');
    expect((await told('check', '--explain', 'hygiene/termination-grace', '--param', 'hygiene/termination-grace.least=7')).out).toContain('least = 7 (default 10)');
  });

  it('reach admission by the same texts', async () => {
    const { code, out } = await told('admission', '--namespace', 'shop', '--config', fileOf('deny.yaml', `${settings(20, ', action: deny')}admission: { error: audit }\n`), '--warning', 'audit');
    expect(code).toBe(0);
    const documents = parseManifests(new Source('admission.yaml', out)).manifests;
    const textOf = (kind: string, name: string): string => JSON.stringify(documents.find((one) => one.kind === kind && one.name === name)?.object);
    expect(textOf('ValidatingAdmissionPolicy', 'guichet-hygiene-termination-grace-controller')).toContain('.orValue(30) >= 20');
    expect(textOf('ValidatingAdmissionPolicyBinding', 'guichet-hygiene-termination-grace-controller')).toContain('"validationActions":["Deny"]');
    expect(textOf('ValidatingAdmissionPolicyBinding', 'guichet-hygiene-error-controller')).toContain('"validationActions":["Audit"]');
  });
});

describe('list and explain', () => {
  it('know every rule', async () => {
    const { code, out } = await told('list');
    expect(code).toBe(0);
    for (const { id } of rules) expect(out).toContain(id);
    for (const { id, why } of rules) expect(await told('check', '--explain', id)).toMatchObject({ code: 0, out: expect.stringContaining(why) });
  });

  it('are in the help with every other command', async () => {
    const { code, out } = await told('--help');
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(out).toContain(`guichet-policies ${name}`);
  });
});

