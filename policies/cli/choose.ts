/** Which rules are asked. */
import type { Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { UsageError } from './command.ts';

/** Rules by id, or all of a group by its name. */
export function rulesOf(words: readonly string[]): readonly Rule[] {
  if (words.length === 0) return rules;
  const unknown = words.filter((word) => !rules.some(({ id }) => id === word || id.startsWith(`${word}/`)));
  if (unknown.length > 0) throw new UsageError(`--rule ${unknown.join(', ')}: there is no such rule or group: guichet-policies list names them`);
  return rules.filter(({ id }) => words.some((word) => id === word || id.startsWith(`${word}/`)));
}

/** Those of the rules that bear on controls, or on any of a standard by its name. */
export function bearingOn(words: readonly string[], chosen: readonly Rule[]): readonly Rule[] {
  if (words.length === 0) return chosen;
  const bears = ({ controls }: Rule, word: string): boolean => controls.some((control) => control === word || control.startsWith(`${word}/`));
  const unknown = words.filter((word) => !rules.some((rule) => bears(rule, word)));
  if (unknown.length > 0) throw new UsageError(`--control ${unknown.join(', ')}: no rule bears on it: guichet-policies explain RULE names the controls of a rule`);
  return chosen.filter((rule) => words.some((word) => bears(rule, word)));
}
