/** docs/policies.md: every rule with why it is and which controls it bears on. */
import { lint } from '../../policies/cel/lint.ts';
import { isObjectRule, type Group, type Rule } from '../../policies/rule.ts';
import { textsOf } from '../../policies/texts.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

function asked(rule: Rule): string {
  if (!isObjectRule(rule)) return 'all objects together';
  const minor = Math.max(...textsOf(rule).flatMap(({ holds, message }) => [lint(holds).minor, lint(message).minor]));
  return `${rule.match === 'pods' ? 'pods' : rule.match.map((kind) => kind.replace(/^.*\//, '')).join(', ')}; at admission from 1.${Math.max(minor, 30)}`;
}

/** As they are where nothing is set; how they are set the how-to says. */
const params = (rule: Rule): string => Object.entries(rule.params ?? {}).map(([name, value]) => `\`${name}\`: ${(typeof value === 'object' ? value : [String(value)]).map((item) => (item === '' ? '(empty)' : item)).join(', ') || 'none'}`).join('; ');

const row = (rule: Rule): readonly string[] => [`\`${rule.id}\``, rule.title, rule.severity ?? 'error', asked(rule), params(rule), rule.controls.join(', '), rule.why];

export const policies = (groups: readonly Group[]): string =>
  [
    '# Rules',
    'Written by `npm run docs` from `policies/rules`; a test keeps it fresh. `npx guichet-policies explain RULE` shows one held and broken.\nParameters are as they are where nothing is set; they, the severity and what becomes of it at admission [can be set](how-to/set-rules.md).\n[How to waive a finding](how-to/waive-a-finding.md) says what to do where a rule cannot be held.',
    ...groups.filter(({ rules }) => rules.length > 0).flatMap(({ title, rules }) => [`## ${title}`, table(['rule', 'what must be', 'severity', 'asks about', 'parameters', 'controls', 'why'], rules.map(row))]),
  ].join('\n\n') + '\n';
