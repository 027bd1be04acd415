/** Settings from files, and what is wrong with them, all of it at once: by wrong settings nothing is judged. */
import type { Action } from '../admission/policy.ts';
import { writerFault } from '../admission/writers.ts';
import { at, faultText, isFields, list, load, locationText, type Loaded, type Manifest, type Path, type Value } from '../manifests/index.ts';
import { isObjectRule, type Param, type Rule, type Severity } from '../rule.ts';
import { paramOf } from './param.ts';
import { joined, unset, type RuleSettings, type Settings } from './settings.ts';
import { minorOf, versionsKnown } from './version.ts';

export const apiVersion = 'policies.guichet.dev/v1';
export const kind = 'Policies';

export interface Read {
  readonly settings: Settings;
  /** Files and words that they are from. */
  readonly from: readonly string[];
  /** For people, each with its place and the way out. */
  readonly faults: readonly string[];
}

type Complain = (path: Path, message: string) => void;

export const actions: readonly Action[] = ['warn', 'audit', 'deny'];
const severities: readonly Severity[] = ['error', 'warning'];

const oneOf = <T extends string>(words: readonly T[], value: Value | undefined): T | undefined => words.find((word) => word === value);

const shown = (value: Value | undefined): string => (typeof value === 'object' ? 'no text' : String(value));

/** The fields of an object, of which only those named are known. */
function fieldsAt(value: Value | undefined, path: Path, known: readonly string[], complain: Complain): readonly (readonly [string, Value])[] {
  if (value === undefined) return [];
  if (!isFields(value)) {
    complain(path, `${path.join('.') || 'this'} must be an object`);
    return [];
  }
  for (const name of Object.keys(value)) if (known.length > 0 && !known.includes(name)) complain([...path, name], `there is no ${[...path, name].join('.')}: there are ${known.join(', ')}`);
  return Object.entries(value);
}

function wordAt<T extends string>(value: Value | undefined, path: Path, words: readonly T[], complain: Complain): T | undefined {
  const word = oneOf(words, value);
  if (value !== undefined && word === undefined) complain(path, `${path.join('.')} is ${shown(value)}: it is one of ${words.join(', ')}`);
  return word;
}

function paramsAt(rule: Rule, value: Value | undefined, path: Path, complain: Complain): Readonly<Record<string, Param>> {
  return Object.fromEntries(fieldsAt(value, path, [], complain).flatMap(([name, given]): [string, Param][] => {
    const found = paramOf(rule, name, given);
    if ('param' in found) return [[name, found.param]];
    complain([...path, name], found.wrong);
    return [];
  }));
}

function ruleAt(rule: Rule, value: Value, complain: Complain): RuleSettings {
  const path = ['rules', rule.id];
  fieldsAt(value, path, ['severity', 'action', 'params'], complain);
  const severity = wordAt(at(value, 'severity'), [...path, 'severity'], severities, complain);
  const action = wordAt(at(value, 'action'), [...path, 'action'], actions, complain);
  if (action !== undefined && !isObjectRule(rule)) complain([...path, 'action'], `${rule.id} is over all objects together, which admission never sees: leave its action out`);
  const params = paramsAt(rule, at(value, 'params'), [...path, 'params'], complain);
  return { ...(severity !== undefined && { severity }), ...(action !== undefined && { action }), ...(Object.keys(params).length > 0 && { params }) };
}

function kubernetesAt(value: Value | undefined, complain: Complain): bigint | undefined {
  const minor = typeof value === 'string' ? minorOf(value) : undefined;
  if (value !== undefined && minor === undefined) complain(['kubernetes'], `kubernetes is ${shown(value)}${typeof value === 'number' ? ', a number, in which 1.40 were 1.4' : ''}: write a text such as '1.33'; ${versionsKnown}`);
  return minor;
}

/** Whose writing is not judged at admission. */
function platformAt(value: Value | undefined, complain: Complain): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = list(value).filter((name) => typeof name === 'string');
  if (!Array.isArray(value) || names.length < value.length) complain(['admission', 'platform'], 'admission.platform must be a list of texts, names of users such as system:serviceaccount:openshift-*');
  for (const fault of names.flatMap((name) => writerFault(name) ?? [])) complain(['admission', 'platform'], `admission.platform: ${fault}`);
  return names;
}

/** What one object sets. */
function settingsAt(manifest: Manifest, rules: readonly Rule[]): Read {
  const faults: string[] = [];
  const complain: Complain = (path, message) => void faults.push(`${locationText(manifest.locate(...path))}: ${message}`);
  const from = [manifest.file];
  if (manifest.apiVersion !== apiVersion || manifest.kind !== kind) return { settings: unset, from, faults: [`${locationText(manifest.locate('kind'))}: holds ${manifest.apiVersion} ${manifest.kind}: settings are ${apiVersion} ${kind}`] };
  const { object } = manifest;
  fieldsAt(object, [], ['apiVersion', 'kind', 'metadata', 'kubernetes', 'admission', 'rules'], complain);
  const kubernetes = kubernetesAt(at(object, 'kubernetes'), complain);
  const byWord = ['error', 'warning', 'pods'] as const;
  fieldsAt(at(object, 'admission'), ['admission'], [...byWord, 'platform'], complain);
  const platform = platformAt(at(object, 'admission', 'platform'), complain);
  const byAction = Object.fromEntries(byWord.flatMap((word) => {
    const action = wordAt(at(object, 'admission', word), ['admission', word], actions, complain);
    return action === undefined ? [] : [[word, action]];
  }));
  const own = fieldsAt(at(object, 'rules'), ['rules'], [], complain).flatMap(([id, value]): [string, RuleSettings][] => {
    const rule = rules.find((one) => one.id === id);
    if (rule) return [[id, ruleAt(rule, value, complain)]];
    complain(['rules', id], `${id} is no rule: guichet-policies list names them`);
    return [];
  });
  return { settings: { ...(kubernetes !== undefined && { kubernetes }), admission: { ...byAction, ...(platform && { platform }) }, rules: Object.fromEntries(own) }, from, faults };
}

/** What the objects that were read set, the later over the earlier. */
export function settingsIn({ manifests, faults }: Loaded, rules: readonly Rule[]): Read {
  const all = manifests.map((manifest) => settingsAt(manifest, rules));
  return { settings: joined(all.map(({ settings }) => settings)), from: [...new Set(all.flatMap((one) => one.from))], faults: [...faults.map(faultText), ...all.flatMap((one) => one.faults)] };
}

export const readSettings = (files: readonly string[], rules: readonly Rule[]): Read => settingsIn(load(files), rules);
