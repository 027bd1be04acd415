import { describe, expect, it } from '@jest/globals';
import { checked, fileOf, pod, told, waivers } from './testing.ts';

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
