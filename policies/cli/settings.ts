/** Settings as commands take them: from files, from beside the manifests, and from their own words. */
import { join } from 'node:path';
import { load } from '../manifests/index.ts';
import type { Params, Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { paramOf, valueOf } from '../settings/param.ts';
import { readSettings, settingsIn, type Read } from '../settings/read.ts';
import { joined, unset, type Settings } from '../settings/settings.ts';
import { minorOf, versionsKnown } from '../settings/version.ts';
import { UsageError, type World } from './command.ts';

export const settingOptions = { config: { type: 'string', multiple: true }, param: { type: 'string', multiple: true }, kubernetes: { type: 'string' } } as const;

export const settingUsage = '[--config FILE]... [--param RULE.NAME=VALUE]... [--kubernetes 1.MINOR]';

export interface SettingWords {
  readonly config?: readonly string[] | undefined;
  readonly param?: readonly string[] | undefined;
  readonly kubernetes?: string | undefined;
}

/** Where a repository keeps its settings. */
const ownConfig = 'policies/policies.yaml';

/** In the folder of a cluster: whoever makes its manifests writes it beside them, as the declared graph. */
const clusterConfig = 'policies.json';

const found = (file: string, { exists }: Pick<World, 'exists'>): readonly string[] => (exists(file) ? [file] : []);

/** What lies beside the manifests of a cluster. A file of that name may be theirs, and what cannot be read of it is told with them. */
function beside(paths: readonly string[], world: Pick<World, 'exists'>): Read {
  const files = paths.filter((path) => path !== '-').flatMap((path) => found(join(path, clusterConfig), world));
  return settingsIn({ manifests: load(files).manifests.filter(({ group }) => group === 'policies.guichet.dev'), faults: [] }, rules);
}

interface Word {
  readonly rule: Rule;
  readonly name: string;
  readonly value: string;
}

function wordOf(word: string): Word | string {
  const [, id = '', name = '', value] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(word) ?? [];
  if (value === undefined) return 'write RULE.NAME=VALUE, as in hygiene/termination-grace.least=20; items of a list with commas between';
  const rule = rules.find((one) => one.id === id);
  return rule ? { rule, name, value } : `${id} is no rule: guichet-policies list names them`;
}

/** What the words set. Each parameter once: of two values one would be lost without a word. */
function spoken({ param = [], kubernetes }: SettingWords): Read {
  const faults: string[] = [];
  const own: Record<string, { params: Params }> = {};
  for (const text of param) {
    const word = wordOf(text);
    const outcome = typeof word === 'string' ? { wrong: word } : paramOf(word.rule, word.name, valueOf(word.value, word.rule.params?.[word.name]));
    if ('wrong' in outcome || typeof word === 'string') {
      faults.push(`--param ${text}: ${'wrong' in outcome ? outcome.wrong : ''}`);
      continue;
    }
    const { rule: { id }, name } = word;
    if (own[id]?.params[name] !== undefined) faults.push(`--param ${text}: ${name} is set twice: leave one out`);
    own[id] = { params: { ...own[id]?.params, [name]: outcome.param } };
  }
  const minor = kubernetes === undefined ? undefined : minorOf(kubernetes);
  if (kubernetes !== undefined && minor === undefined) faults.push(`--kubernetes ${kubernetes}: ${versionsKnown}`);
  const from = [...param.map((text) => `--param ${text}`), ...(kubernetes === undefined ? [] : [`--kubernetes ${kubernetes}`])];
  return { from, settings: { ...unset, ...(minor !== undefined && { kubernetes: minor }), rules: own }, faults };
}

function sound(reads: readonly Read[]): Settings {
  const faults = reads.flatMap((one) => one.faults);
  if (faults.length > 0) throw new UsageError(`nothing was judged, since what is set cannot be understood:\n${faults.map((line) => `  ${line}`).join('\n')}`);
  return joined(reads.map(({ settings }) => settings));
}

export interface ClusterSettings {
  /** Of each cluster, in their order. */
  readonly settings: readonly Settings[];
  readonly setBy: readonly string[];
}

/**
 * The settings of each cluster by its paths: those of files, over them those beside its manifests, over them those of words. Throws a
 * {@link UsageError} that names everything that is wrong with any of them.
 */
export function settingsOfClusters(words: SettingWords, clusters: readonly (readonly string[])[], world: Pick<World, 'exists'>): ClusterSettings {
  const files = readSettings(words.config ?? found(ownConfig, world), rules);
  const each = clusters.map((paths) => beside(paths, world));
  const own = spoken(words);
  const all = [files, ...each, own];
  sound(all);
  return { settings: each.map((one) => sound([files, one, own])), setBy: all.flatMap(({ from }) => from) };
}

export const settingsOf = (words: SettingWords, world: Pick<World, 'exists'>): Settings => sound([readSettings(words.config ?? found(ownConfig, world), rules), spoken(words)]);
