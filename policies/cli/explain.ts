/** `guichet-policies explain RULE`: why, what, and how it looks when it is broken. */
import { isObjectRule, type Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { textsOf } from '../texts.ts';
import { annotationOf } from '../waivers/annotation.ts';
import { UsageError, type Command } from './command.ts';

const indented = (text: string): string => text.trim().split('\n').map((line) => `    ${line}`.trimEnd()).join('\n');

function wordsOf(rule: Rule): string {
  const params = Object.entries(rule.params ?? {}).map(([name, value]) => `  ${name} = ${typeof value === 'object' ? value.join(', ') : String(value)}`);
  return [
    `${rule.id} (${rule.severity ?? 'error'})`,
    rule.title,
    '',
    rule.why,
    '',
    `Controls: ${rule.controls.join(', ')}`,
    isObjectRule(rule) ? `Judges: ${rule.match === 'pods' ? 'pods and everything that makes pods' : rule.match.join(', ')}` : 'Judges: all objects together; not at admission',
    ...(params.length > 0 ? ['Parameters:', ...params] : []),
    `Waived on an object by the annotation ${annotationOf(rule.id)}, if the file of waivers lets it`,
    ...(isObjectRule(rule) ? ['', 'True of what is right:', ...textsOf(rule).map(({ holds }) => indented(holds))] : []),
    ...rule.cases.hold.slice(0, 1).flatMap((text) => ['', 'Holds:', indented(text)]),
    ...rule.cases.break.slice(0, 1).flatMap((text) => ['', 'Breaks, at the lines marked <--:', indented(text)]),
    '',
  ].join('\n');
}

export const explain: Command = {
  usage: 'explain RULE',
  summary: 'tells why a rule is, what it asks for, and shows it held and broken',
  run([id, ...others], { print }) {
    const rule = rules.find((one) => one.id === id);
    if (id === undefined || others.length > 0) throw new UsageError('explain needs one rule');
    if (!rule) throw new UsageError(`explain ${id}: there is no such rule: guichet-policies list names them`);
    print(wordsOf(rule));
    return 0;
  },
};
