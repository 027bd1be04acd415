import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'guichet-plugin-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const pod = (privileged: boolean): string => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', namespace: 'shop' }, spec: { containers: [{ name: 'app', image: 'app', securityContext: { privileged } }] } });

/** A project of cdk8s that names the plugin as ours does, and writes files as our program does: a folder for each cluster. */
function synth(files: Readonly<Record<string, string>>) {
  const app = `const fs = require('node:fs'); const path = require('node:path'); for (const [file, text] of Object.entries(${JSON.stringify(files)})) { const to = path.join(process.env.CDK8S_OUTDIR, file); fs.mkdirSync(path.dirname(to), { recursive: true }); fs.writeFileSync(to, text); }`;
  writeFileSync(join(folder, 'app.cjs'), app);
  writeFileSync(join(folder, 'cdk8s.yaml'), JSON.stringify({ language: 'typescript', app: `${process.execPath} app.cjs`, output: 'dist', validations: [{ package: join(root, 'policies'), class: 'GuichetPolicies', version: '0.1.0' }] }));
  mkdirSync(join(folder, 'home'));
  const reports = join(folder, 'reports.json');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false', '--validation-reports-output-file', reports], { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: join(folder, 'home') } });
  return { status, printed: stdout + stderr, reports: (): unknown => JSON.parse(readFileSync(reports, 'utf8')) };
}

/** Root in a user namespace, which is allowed from 1.35 on. */
const inside = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', namespace: 'shop' }, spec: { hostUsers: false, securityContext: { runAsUser: 0 }, containers: [{ name: 'app', image: 'app' }] } });

const settings = (kubernetes: string): string => JSON.stringify({ apiVersion: 'policies.guichet.dev/v1', kind: 'Policies', kubernetes });

describe('cdk8s synth', () => {
  it('passes what breaks no rule that it breaks', () => {
    const { printed } = synth({ 'dev/stack/Pod.shop.yaml': pod(false), 'prod/stack/Pod.shop.yaml': pod(false) });
    expect(printed).toContain('Performing validations');
    expect(printed).not.toContain('pod-security/privileged');
  });

  it('ends with 2 on findings, and names rule, object and line', () => {
    const { status, reports } = synth({ 'dev/stack/Pod.shop.yaml': pod(true) });
    expect(status).toBe(2);
    expect(reports()).toMatchObject({
      reports: [{ summary: { status: 'failure' }, violations: expect.arrayContaining([expect.objectContaining({ ruleName: 'pod-security/privileged', violatingConstructs: [expect.objectContaining({ resourceName: 'shop', locations: [expect.stringMatching(/^1:\d+ spec\.containers\[0\]\.securityContext\.privileged: /)] })] })]) }],
    });
  });

  it('judges each cluster by what is set beside its manifests', () => {
    const { reports } = synth({ 'old/policies.json': settings('1.33'), 'old/stack/Pod.shop.yaml': inside, 'new/policies.json': settings('1.35'), 'new/stack/Pod.shop.yaml': inside });
    const told = JSON.stringify(reports());
    expect(told).toMatch(/"ruleName":"pod-security\/run-as-user"[^[]*\[\{[^}]*"manifestPath":"[^"]*\/old\/stack/);
    expect(told).not.toMatch(/"ruleName":"pod-security\/run-as-user"[^\]]*\/new\/stack/);
  });

  it.each(['dev/stack/Pod.shop.yaml', 'dev/stack/deeper/Pod.shop.yaml'])('judges a single cluster of a single stack by what is set beside that: %s', (file) => {
    const { reports } = synth({ [file]: inside, 'dev/policies.json': settings('1.33') });
    expect(JSON.stringify(reports())).toContain('"ruleName":"pod-security/run-as-user"');
  });

  it('ends with 2 on settings that cannot be understood', () => {
    const { status, printed } = synth({ 'dev/stack/Pod.shop.yaml': pod(false), 'dev/other/Pod.shop.yaml': pod(false), 'dev/policies.json': '{"apiVersion":"policies.guichet.dev/v1","kind":"Policies","rules":{"hygiene/nope":{}}}' });
    expect(status).toBe(2);
    expect(printed).toContain('hygiene/nope is no rule');
  });

  it('ends with 2 on what could not be judged', () => {
    const { status, printed } = synth({ 'dev/stack/Pod.shop.yaml': 'kind: Pod\nkind: Pod\n' });
    expect(status).toBe(2);
    expect(printed).toContain('not judged');
  });
});
