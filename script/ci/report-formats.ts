/**
 * Reports by their published definitions: SARIF by its schema, OSCAL by compliance-trestle, JUnit by the schema of Jenkins, of `check` on a clean tree, a
 * broken one and one that cannot be read whole, and of `evidence` for every standard. Each judge must find a planted fault too: one that finds nothing proves nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../environments/index.ts';
import { standards } from '../../policies/evidence/standards/index.ts';
import { check, hold, say, since } from './check.ts';
import { junitFaults } from './formats/junit-schema.ts';
import { sarifSchema } from './formats/sarif-schema.ts';
import { told, treesIn, type Tree } from './formats/trees.ts';
import { judge } from './judges.ts';
import { root, treeFolder } from './shared.ts';

interface Verdict {
  readonly valid: boolean;
  readonly words: string;
}

function asked(program: string, args: readonly string[], cwd?: string): Verdict {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', ...(cwd !== undefined && { cwd }) });
  hold(!error, `${program} does not run: ${error?.message ?? ''}`);
  return { valid: status === 0, words: `${stdout}${stderr}`.trim() };
}

/** By the schema; formats such as `uri` among what it asks. */
const sarifVerdict = (file: string): Verdict => asked(judge('check-jsonschema'), ['--schemafile', sarifSchema(), file]);

/** A workspace of trestle, in which a report lies where it looks for one. */
class Workspace {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder);
    const made = asked(judge('trestle'), ['init', '--local'], folder);
    hold(made.valid, `trestle makes no workspace: ${made.words}`);
  }

  verdict(name: string, text: string): Verdict {
    const folder = join(this.#folder, 'assessment-results', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'assessment-results.json'), text);
    const { valid, words } = asked(judge('trestle'), ['validate', '-t', 'assessment-results', '-n', name], this.#folder);
    hold(words.includes('VALID'), `trestle says nothing of ${name}: ${words}`);
    return { valid, words };
  }
}

/** Text with a change that must be there to be made. */
function planted(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  hold(changed !== text, `no fault could be planted: there is no ${String(from)}`);
  return changed;
}

/** The reports of `check` on a tree, by their formats. */
async function reportsOf(tree: Tree, folder: string): Promise<Readonly<Record<'sarif' | 'oscal' | 'junit', string>>> {
  const files = { sarif: join(folder, `${tree.name}.sarif.json`), oscal: join(folder, `${tree.name}.oscal.json`), junit: join(folder, `${tree.name}.xml`) };
  const { code, out } = await told('check', ...tree.paths, ...Object.entries(files).flatMap(([format, file]) => ['--output', `${format}=${file}`]), ...tree.waivers.flatMap((file) => ['--waivers', file]));
  hold(code === tree.code, `check of the ${tree.name} tree ends with ${code} and not ${tree.code}: ${out}`);
  return files;
}

const faults: string[] = [];

/** Holds a report to its definition, and its judge to a fault that was planted in it. */
async function judged(name: string, verdict: (text: string) => Verdict | Promise<Verdict>, text: string, ...plants: readonly (readonly [string | RegExp, string])[]): Promise<void> {
  const { valid, words } = await verdict(text);
  if (!valid) faults.push(`${name} is not valid: ${words}`);
  for (const [from, to] of plants) if ((await verdict(planted(text, from, to))).valid) faults.push(`${name}: its judge does not see ${String(from)} made ${to}`);
  say(`${name}: ${valid ? 'valid' : 'NOT VALID'}${plants.length > 0 ? `, ${plants.length} planted ${plants.length === 1 ? 'fault' : 'faults'} put to its judge` : ''}`);
}

await check(async (resources) => {
  const started = performance.now();
  const environment = environments.at(-1);
  const written = join(treeFolder, environment?.cluster.name ?? '');
  hold(environment !== undefined && existsSync(written), `${written} is not there: run \`npm run synth\` first`);
  const folder = mkdtempSync(join(tmpdir(), 'guichet-formats-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const workspace = new Workspace(join(folder, 'trestle'));
  const waivers = join(root, 'policies', 'waivers.yaml');

  for (const tree of treesIn(folder, written, waivers)) {
    const { sarif, oscal, junit } = await reportsOf(tree, folder);
    const asSarif = (text: string): Verdict => {
      const file = join(folder, 'asked.sarif');
      writeFileSync(file, text);
      return sarifVerdict(file);
    };
    await judged(`SARIF of the ${tree.name} tree`, asSarif, readFileSync(sarif, 'utf8'), ...(tree.name === 'broken' ? ([['"level": "error"', '"level": "fatal"'], [/"startLine": \d+/, '"startLine": 0'], ['"justification":', '"justified":']] as const) : []));
    await judged(`OSCAL of the ${tree.name} tree`, (text) => workspace.verdict(tree.name, text), readFileSync(oscal, 'utf8'), ...(tree.name === 'broken' ? ([['"methods"', '"ways"'], [/"observation-uuid": "[^"]*"/, '"observation-uuid": "1"']] as const) : []));
    const asJunit = async (text: string): Promise<Verdict> => {
      const words = await junitFaults(text);
      return { valid: words.length === 0, words: words.join('\n') };
    };
    await judged(`JUnit of the ${tree.name} tree`, asJunit, readFileSync(junit, 'utf8'), ...(tree.name === 'unread' ? ([['<failure type=', '<failure kind='], [/(<testsuite [^>]*)tests="\d+"/, '$1'], ['</failure>', ''], [/<testcase ([^>]*)name="[^"]*"/, '<testcase $1']] as const) : []));
  }
  for (const { name } of standards) {
    const { code, out } = await told('evidence', written, '--standard', name, '--output', 'oscal', '--waivers', waivers);
    hold(code === 0, `evidence for ${name} ends with ${code}: ${out.slice(0, 2_000)}`);
    await judged(`OSCAL of the evidence for ${name}`, (text) => workspace.verdict(name, text), out, [/"state": "satisfied"/, '"state": "fine"']);
  }
  for (const line of faults) say(line);
  hold(faults.length === 0, `${faults.length} reports are not what is published of their form, or were not judged, see above`);
  say(`all are (${since(started)})`);
});
