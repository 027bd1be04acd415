/**
 * `guichet-policies` as `npm run pack:policies` packs it: packed twice it is the same to the byte, installed alone in an empty folder it needs no other
 * package, and on the oldest Node.js that it is for it says of our tree what the sources say, in every command and output, and as the plugin of `cdk8s
 * synth`. On an older one it says what it needs.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../environments/index.ts';
import { standards } from '../../policies/evidence/standards/index.ts';
import '../compile-cache.mjs';
import { oldest } from '../pack/engine.ts';
import { pack } from '../pack/package.ts';
import { check, hold, say } from './check.ts';
import { olderNode } from './packed/older-node.ts';
import { run } from './run.ts';
import { root, treeFolder } from './shared.ts';

const name = '@platform/guichet-policies';

/** However it ends. */
function asked(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  hold(!error, `${command} does not run: ${error?.message ?? ''}`);
  return { status, stdout, stderr };
}

const filesOf = (folder: string): ReadonlyMap<string, string> => new Map(globSync('**', { cwd: folder }).sort().filter((file) => statSync(join(folder, file)).isFile()).map((file) => [file, readFileSync(join(folder, file), 'base64')]));

async function sameTwice(folder: string): Promise<string> {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await pack(first, { name });
  await pack(second, { name });
  const files = filesOf(first);
  hold(JSON.stringify([...files]) === JSON.stringify([...filesOf(second)]), 'packed twice it is not the same');
  say(`packed twice: the same ${files.size} files`);
  return first;
}

/** Where it is installed: offline, so that nothing else can come with it. */
function installed(packed: string, folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  const archive = run('npm', ['pack', '--silent', packed], { cwd: folder }).trim();
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', join(folder, archive)], { cwd: project });
  const packages = globSync('node_modules/{[!.@]*,@*/*}', { cwd: project });
  hold(packages.length === 1, `it brought ${packages.join(', ')}`);
  say(`installed alone from ${(statSync(join(folder, archive)).size / 1024).toFixed(0)} KiB, no other package with it`);
  return project;
}

/** Times and what is named by them are not the same twice. */
const timeless = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then').replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'id');

const broken = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop', namespace: 'shop' }, spec: { containers: [{ name: 'app', image: 'app', securityContext: { privileged: true } }] } };

/** Every command, and every output of those that have several, on our tree, a broken object and one that cannot be read. */
function commands(folder: string): readonly (readonly string[])[] {
  const [faulty, unreadable] = [join(folder, 'faulty.json'), join(folder, 'unreadable.yaml')];
  writeFileSync(faulty, JSON.stringify(broken));
  writeFileSync(unreadable, 'a: [');
  const clusters = environments.map(({ cluster }) => join(treeFolder, cluster.name));
  return [
    ['help'],
    ['list'],
    ['explain', 'pod-security/privileged'],
    ...['text', 'json', 'sarif', 'junit', 'oscal', 'markdown'].flatMap((output) => [treeFolder, faulty, unreadable].map((path) => ['check', path, '--output', output])),
    ...clusters.flatMap((cluster) => [['reach', cluster], ['admission', cluster], ...standards.map((standard) => ['evidence', cluster, '--standard', standard.name])]),
  ];
}

function saysTheSame(node: string, program: string, folder: string): void {
  const calls = commands(folder);
  const differences = calls.filter((args) => {
    const [packed, sources] = [asked(node, [program, ...args], root), asked(process.execPath, [join(root, 'policies/cli/main.ts'), ...args], root)];
    hold(sources.stdout + sources.stderr !== '', `the sources say nothing of ${args.join(' ')}`);
    return packed.status !== sources.status || timeless(packed.stdout) !== timeless(sources.stdout) || timeless(packed.stderr) !== timeless(sources.stderr);
  });
  hold(differences.length === 0, `on ${node} it says what the sources do not say:\n${differences.map((args) => args.join(' ')).join('\n')}`);
  say(`${calls.length} calls on Node.js ${run(node, ['--version']).trim()}: what the sources say, to the byte but for times`);
}

function judgesAtSynth(node: string, project: string): void {
  writeFileSync(join(project, 'app.cjs'), `const { mkdirSync, writeFileSync } = require('node:fs');\nmkdirSync(process.env.CDK8S_OUTDIR, { recursive: true });\nwriteFileSync(process.env.CDK8S_OUTDIR + '/pod.yaml', ${JSON.stringify(JSON.stringify(broken))});\n`);
  writeFileSync(join(project, 'cdk8s.yaml'), JSON.stringify({ language: 'typescript', app: `${node} app.cjs`, output: 'dist', validations: [{ package: `./node_modules/${name}`, class: 'GuichetPolicies', version: '0.1.0' }] }));
  const { status, stdout, stderr } = asked(node, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false'], project);
  hold(status === 2 && (stdout + stderr).includes('pod-security/privileged'), `cdk8s synth ended with ${status}: ${stdout}${stderr}`);
  say('cdk8s synth with it as its plugin: 2, and names the rule');
}

function refusesOlder(program: string, folder: string): void {
  const { status, stderr } = asked(olderNode(oldest - 2), [program, 'list'], folder);
  hold(status === 2 && stderr.includes(`needs Node.js ${oldest} or newer`), `on Node.js ${oldest - 2} it ended with ${status}: ${stderr}`);
  say(`on Node.js ${oldest - 2}: says what it needs`);
}

await check(async (resources) => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-packed-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const project = installed(await sameTwice(folder), folder);
  const program = join(project, 'node_modules', name, 'guichet-policies.mjs');
  const node = olderNode(oldest);
  saysTheSame(node, program, folder);
  judgesAtSynth(node, project);
  refusesOlder(program, folder);
});
