import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifests, Source } from '../manifests/index.ts';
import { run } from './commands.ts';
import { fileOf, folder, told } from './testing.ts';

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
