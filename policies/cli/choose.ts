/** Which rules are asked, and as of which version of Kubernetes. */
import type { Params, Rule } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { asOf, newest, oldest } from '../rules/pod-security/version.ts';
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

/** The minor of a version of Kubernetes. */
function minorOf(word: string): bigint {
  const [, minor] = /^v?1\.(\d{1,3})$/.exec(word) ?? [];
  if (minor === undefined || BigInt(minor) < oldest) throw new UsageError(`--kubernetes ${word}: the Pod Security Standards are known from 1.${oldest} to 1.${newest}, and later versions are judged by the last`);
  return BigInt(minor);
}

/** Params of rules that differ by version. */
export const paramsOf = (kubernetes: string | undefined, chosen: readonly Rule[]): Readonly<Record<string, Params>> => asOf(kubernetes === undefined ? newest : minorOf(kubernetes), chosen);
