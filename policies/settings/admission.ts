/** What an API server would not take of rules as they are set: a list may be so long that looking through it costs more than one text may. */
import { lint } from '../cel/lint.ts';
import { isObjectRule, type Rule } from '../rule.ts';
import { textsOf } from '../texts.ts';
import { rulesWith, type Settings } from './settings.ts';

/** For people. Of rules of which no parameter is set nothing is asked: tests hold those. */
export const admissionFaults = (rules: readonly Rule[], settings: Settings): readonly string[] =>
  rulesWith(rules, settings).filter((rule) => settings.rules[rule.id]?.params !== undefined).filter(isObjectRule).flatMap((rule) => {
    const faults = textsOf(rule).flatMap(({ holds, message }) => [...lint(holds).faults, ...lint(message).faults]);
    return [...new Set(faults)].map((fault) => `${rule.id}, as its params are set: ${fault}`);
  });
