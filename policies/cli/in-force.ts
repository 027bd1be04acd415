/** What is in force of a rule, beside what would be if nothing were set. */
import type { Param, Rule } from '../rule.ts';
import { paramText } from '../settings/param.ts';

/** `20 (default 10)`, or the value alone where it is the default. */
const beside = (set: string, usual: string): string => (set === usual ? set : `${set} (default ${usual})`);

const nothing = (text: string): string => (text === '' ? '(none)' : text);

const written = (param: Param | undefined): string => nothing(param === undefined ? '' : paramText(param));

/** `NAME = VALUE` of each parameter. */
export const paramsOf = (rule: Rule, set: Rule): readonly string[] => Object.entries(rule.params ?? {}).map(([name, usual]) => `${name} = ${beside(written(set.params?.[name]), written(usual))}`);

export const severityOf = (rule: Rule, set: Rule): string => beside(set.severity ?? 'error', rule.severity ?? 'error');
