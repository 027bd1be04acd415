import { describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests, Source } from '../manifests/index.ts';
import { rules } from '../rules/index.ts';
import { commands } from './commands.ts';
import { checked, fileOf, folder, pod, told, waivers } from './testing.ts';

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
