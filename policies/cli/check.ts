/** `guichet-policies check`: the rules over files. */
import { parseArgs } from 'node:util';
import { assess } from '../assess.ts';
import { load, type Manifest } from '../manifests/index.ts';
import { formats, isFormat, type FormatName } from '../output/format.ts';
import { exitCodeOf, type FailOn, type Report } from '../report.ts';
import { rules } from '../rules/index.ts';
import { readWaivers, type Waivers } from '../waivers/read.ts';
import { bearingOn, rulesOf } from './choose.ts';
import { clustersOf } from './clusters.ts';
import { UsageError, type Command, type World } from './command.ts';
import { settingOptions, settingsOf, settingsOfClusters, settingUsage } from './settings.ts';

const ownWaivers = 'policies/waivers.yaml';

const options = {
  output: { type: 'string', short: 'o', multiple: true },
  'fail-on': { type: 'string' },
  rule: { type: 'string', short: 'r', multiple: true },
  control: { type: 'string', multiple: true },
  ...settingOptions,
  waivers: { type: 'string', multiple: true },
  each: { type: 'boolean' },
  partial: { type: 'boolean' },
  explain: { type: 'string' },
} as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

interface Output {
  readonly format: FormatName;
  /** @default - standard output */
  readonly file?: string;
}

function outputOf(word: string): Output {
  const [, format = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (!isFormat(format)) throw new UsageError(`--output ${word}: there is no format ${format}; there are ${Object.keys(formats).join(', ')}`);
  if (file === '') throw new UsageError(`--output ${word}: name a file after =, or leave = out`);
  return { format, ...(file !== undefined && { file }) };
}

function outputsOf(words: readonly string[]): readonly Output[] {
  const outputs = words.length === 0 ? [{ format: 'text' as const }] : words.map(outputOf);
  if (outputs.filter(({ file }) => file === undefined).length > 1) throw new UsageError('--output: only one format can go to standard output: give the others a file, as in --output sarif=FILE');
  return outputs;
}

function failOnOf(word: string): FailOn {
  if (word === 'error' || word === 'warning' || word === 'never') return word;
  throw new UsageError(`--fail-on ${word}: it is error, warning or never`);
}

export const waiversOf = (files: readonly string[] | undefined, { exists }: World): Waivers => readWaivers(files ?? (exists(ownWaivers) ? [ownWaivers] : []), rules);

/** kustomize reads its own files; they are no objects of a cluster. */
const isObject = ({ group }: Manifest): boolean => group !== 'kustomize.config.k8s.io' && group !== 'policies.guichet.dev';

async function write({ format, file }: Output, report: Report, { print, write: save }: World): Promise<void> {
  const text = (await formats[format]())(report);
  if (file === undefined) return print(text);
  try {
    save(file, text);
  } catch (error) {
    throw new UsageError(`--output ${format}=${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const check: Command = {
  usage: `check PATH... [--output FORMAT[=FILE]]... [--fail-on error|warning|never] [--rule RULE]... [--control CONTROL]... ${settingUsage} [--waivers FILE]... [--partial] [--each] [--explain RULE]`,
  summary: `judges files, folders and - for standard input; PATHs are one cluster, or with --each one each, and a folder of trees of kustomize is one for each tree; --partial says nothing of waivers whose objects are not there; --control pod-security/restricted and the like takes the rules that bear on it; FORMAT is ${Object.keys(formats).join(', ')}`,
  async run(args, world) {
    const { values, positionals } = parsed(args);
    if (values.explain !== undefined) return (await import('./explain.ts')).explained(values.explain, settingsOf(values, world), world);
    if (positionals.length === 0) throw new UsageError('check needs files or folders, or - for standard input');
    const outputs = outputsOf(values.output ?? []);
    const failOn = failOnOf(values['fail-on'] ?? 'warning');
    const chosen = bearingOn(values.control ?? [], rulesOf(values.rule ?? []));
    const waivers = waiversOf(values.waivers, world);
    const clusters = clustersOf(positionals, values.each ?? false);
    const { settings, setBy } = settingsOfClusters(values, clusters, world);
    const loaded = clusters.map(load);
    const report = assess({ clusters: loaded.map(({ manifests }) => manifests.filter(isObject)), faults: loaded.flatMap((one) => one.faults), waivers, now: world.now(), rules: chosen, settings, setBy, partial: values.partial ?? false });
    for (const output of outputs) await write(output, report, world);
    return exitCodeOf(report, failOn);
  },
};
