/** What the second engine says of an object by a rule. */
import { groupKindOf } from '../judge.ts';
import type { Manifest } from '../manifests/index.ts';
import type { ObjectRule } from '../rule.ts';
import { shapeOfKind } from '../shapes.ts';
import { textsOf, type Texts } from '../texts.ts';
import { evaluate, variablesOf } from './second-engine.ts';

export const concerns = (rule: ObjectRule, manifest: Manifest): boolean => (rule.match === 'pods' ? shapeOfKind.has(groupKindOf(manifest)) : rule.match.includes(groupKindOf(manifest)));

const texts = new Map<ObjectRule, readonly Texts[]>();

function textsFor(rule: ObjectRule): readonly Texts[] {
  const known = texts.get(rule) ?? textsOf(rule);
  texts.set(rule, known);
  return known;
}

/** The messages of what the object breaks. Throws where a text fails. */
export function toldBySecond(rules: readonly ObjectRule[], manifest: Manifest): unknown[] {
  const due = rules.filter((rule) => concerns(rule, manifest));
  if (due.length === 0) return [];
  const variables = variablesOf(manifest, shapeOfKind.get(groupKindOf(manifest)));
  return due.flatMap((rule) => textsFor(rule).flatMap(({ holds, message }) => (evaluate(holds, variables) === true ? [] : [evaluate(message, variables)])));
}
