/** `guichet-policies list`: the rules, and what is set of them. */
import { parseArgs } from 'node:util';
import { isObjectRule, type Rule } from '../rule.ts';
import { groups } from '../rules/index.ts';
import { actionsIn, rulesWith, type Settings } from '../settings/settings.ts';
import { UsageError, type Command } from './command.ts';
import { paramsOf, severityOf } from './in-force.ts';
import { settingOptions, settingsOf, settingUsage } from './settings.ts';

const width = Math.max(...groups.flatMap(({ rules }) => rules.map(({ id }) => id.length)));

function linesOf(rule: Rule, set: Rule, settings: Settings): readonly string[] {
  const action = isObjectRule(rule) ? actionsIn(settings).rules?.[rule.id] : undefined;
  const indent = ' '.repeat(width + 13);
  return [`  ${rule.id.padEnd(width)}  ${severityOf(rule, set).padEnd(7)}  ${rule.title}`, ...paramsOf(rule, set).map((line) => `${indent}${line}`), ...(action === undefined ? [] : [`${indent}at admission: ${action}`])];
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: settingOptions, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const listRules: Command = {
  usage: `list ${settingUsage}`,
  summary: 'names the rules by their groups, with their parameters as they are set',
  run(args, world) {
    const { values, positionals } = parsed(args);
    if (positionals.length > 0) throw new UsageError(`list takes nothing but settings: ${positionals.join(' ')}`);
    const settings = settingsOf(values, world);
    const sections = groups.map(({ title, rules }) => {
      const set = rulesWith(rules, settings);
      return [title, ...rules.flatMap((rule, i) => linesOf(rule, set[i] ?? rule, settings)), ''].join('\n');
    });
    world.print(sections.join('\n'));
    return 0;
  },
};
