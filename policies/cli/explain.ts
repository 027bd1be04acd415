/** `guichet-policies explain RULE`: why, what, and how it looks when it is broken. */
import { parseArgs } from 'node:util';
import type { ExitCode } from '../report.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { actionsIn, rulesWith, type Settings } from '../settings/settings.ts';
import { textsOf } from '../texts.ts';
import { annotationOf } from '../waivers/annotation.ts';
import { UsageError, type Command, type World } from './command.ts';
import { paramsOf, severityOf } from './in-force.ts';
import { settingOptions, settingsOf, settingUsage } from './settings.ts';

const indented = (text: string): string => text.trim().split('\n').map((line) => `    ${line}`.trimEnd()).join('\n');

function actionOf(rule: Rule, settings: Settings): string {
  if (!isObjectRule(rule)) return 'Judges: all objects together; not at admission';
  const { rules: own, pods, ...bySeverity } = actionsIn(settings);
  const action = own?.[rule.id];
  const acts = action === undefined ? `${bySeverity[rule.severity ?? 'error']}${rule.match === 'pods' ? `, ${pods} for Pods as such` : ''}` : `${action}, set for this rule`;
  return `Judges: ${rule.match === 'pods' ? 'pods and everything that makes pods' : rule.match.join(', ')}; at admission: ${acts}`;
}

function wordsOf(rule: Rule, set: Rule, settings: Settings): string {
  const params = paramsOf(rule, set);
  return [
    `${rule.id} (${severityOf(rule, set)})`,
    rule.title,
    '',
    rule.why,
    '',
    `Controls: ${rule.controls.join(', ')}`,
    actionOf(set, settings),
    ...(params.length > 0 ? ['Parameters:', ...params.map((line) => `  ${line}`)] : []),
    `Waived on an object by the annotation ${annotationOf(rule.id)}, if the file of waivers lets it`,
    ...(isObjectRule(set) ? ['', 'True of what is right:', ...textsOf(set).map(({ holds }) => indented(holds))] : []),
    ...rule.cases.hold.slice(0, 1).flatMap((text) => ['', 'Holds:', indented(text)]),
    ...rule.cases.break.slice(0, 1).flatMap((text) => ['', 'Breaks, at the lines marked <--:', indented(text)]),
    '',
  ].join('\n');
}

/** Tells of a rule as it is set. */
export function explained(id: string, settings: Settings, { print }: Pick<World, 'print'>): ExitCode {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new UsageError(`explain ${id}: there is no such rule: guichet-policies list names them`);
  const [set = rule] = rulesWith([rule], settings);
  print(wordsOf(rule, set, settings));
  return 0;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: settingOptions, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const explain: Command = {
  usage: `explain RULE ${settingUsage}`,
  summary: 'tells why a rule is, what it asks for, what is set of it, and shows it held and broken',
  run(args, world) {
    const { values, positionals: [id, ...others] } = parsed(args);
    if (id === undefined || others.length > 0) throw new UsageError('explain needs one rule');
    return explained(id, settingsOf(values, world), world);
  },
};
