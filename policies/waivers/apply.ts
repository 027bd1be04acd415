/** Findings less what is waived, and what is wrong with the waivers themselves. */
import { celMap, type CelMap, type CelValue } from '@bufbuild/cel';
import { program, truth } from '../cel/program.ts';
import { celFields } from '../cel/values.ts';
import { groupKindOf, type Finding } from '../judge.ts';
import type { Location, Manifest } from '../manifests/index.ts';
import type { Rule } from '../rule.ts';
import { shapeOfKind, type Shape } from '../shapes.ts';
import { isWaivedText, shapeFor, waiverVariables } from './annotation.ts';
import { subjectExpression, subjectText, type Waiver } from './waiver.ts';

export interface Waived {
  readonly finding: Finding;
  readonly waiver: Waiver;
}

/** A waiver that should go. */
export interface Stale {
  readonly waiver: Waiver;
  readonly location: Location;
  readonly message: string;
}

export interface Applied {
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly stale: readonly Stale[];
}

/** What an API server would make of the variables of a policy before it is asked. */
function variablesOf(object: CelMap, shape: Shape | undefined): CelMap {
  const known = new Map<string, CelValue>();
  for (const [name, text] of Object.entries(waiverVariables(shape))) {
    const outcome = program(text).evaluate({ object, variables: celMap(known) });
    if ('value' in outcome) known.set(name, outcome.value);
  }
  return celMap(known);
}

/** Whether a waiver in a file is about an object. */
export function covers({ subject }: Waiver, manifest: Manifest): boolean {
  const outcome = truth(program(subjectExpression(subject)), { object: celFields(manifest.object) });
  return 'value' in outcome && outcome.value;
}

/** Whether an object's own annotation waives a rule, as admission decides it. */
function carries(manifest: Manifest, rule: Rule): boolean {
  const object = celFields(manifest.object);
  const outcome = truth(program(isWaivedText(rule.id)), { object, variables: variablesOf(object, shapeFor(rule, shapeOfKind.get(groupKindOf(manifest)))) });
  return 'value' in outcome && outcome.value;
}

const waives = (waiver: Waiver, { rule, manifest }: Finding): boolean => waiver.rule === rule.id && (waiver.on ? waiver.on === manifest && carries(manifest, rule) : covers(waiver, manifest));

/** `today` is a day in UTC. What could not be judged is never waived. Only of waivers whose subject is `present` can be said that nothing is wrong with it. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string, present: (waiver: Waiver) => boolean = () => true): Applied {
  const counting = waivers.filter(({ expires }) => today <= expires);
  const waived: Waived[] = [];
  const used = new Set<Waiver>();
  const left = findings.filter((finding) => {
    const all = finding.unjudged ? [] : counting.filter((one) => waives(one, finding));
    const [waiver] = all;
    if (waiver) waived.push({ finding, waiver });
    for (const one of all) used.add(one);
    return !waiver;
  });
  const stale = waivers.flatMap((waiver): Stale[] => {
    const name = `the waiver of ${waiver.rule} for ${subjectText(waiver.subject)} (${waiver.ticket})`;
    if (waiver.expires < today) return [{ waiver, location: waiver.location, message: `${name} expired on ${waiver.expires}: mend the cause, or have it approved anew` }];
    return used.has(waiver) || !present(waiver) ? [] : [{ waiver, location: waiver.location, message: `${name} matches no finding: take it out` }];
  });
  return { findings: left, waived, stale };
}
