/** Findings less what is waived, and what is wrong with the waivers themselves. */
import { program, truth } from '../cel/program.ts';
import { celFields } from '../cel/values.ts';
import type { Finding } from '../judge.ts';
import type { Location, Manifest } from '../manifests/index.ts';
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

export const covers = (waiver: Waiver, manifest: Manifest): boolean => {
  const outcome = truth(program(subjectExpression(waiver.subject)), { object: celFields(manifest.object) });
  return 'value' in outcome && outcome.value;
};

/** `today` is a day in UTC. What could not be judged is never waived. Only of waivers whose subject is `present` can be said that nothing is wrong with it. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], today: string, present: (waiver: Waiver) => boolean = () => true): Applied {
  const counting = waivers.filter(({ expires }) => today <= expires);
  const waived: Waived[] = [];
  const left = findings.filter((finding) => {
    const waiver = finding.unjudged ? undefined : counting.find((one) => one.rule === finding.rule.id && covers(one, finding.manifest));
    if (waiver) waived.push({ finding, waiver });
    return !waiver;
  });
  const used = new Set(waived.map(({ waiver }) => waiver));
  const stale = waivers.flatMap((waiver): Stale[] => {
    const name = `the waiver of ${waiver.rule} for ${subjectText(waiver.subject)} (${waiver.ticket})`;
    if (waiver.expires < today) return [{ waiver, location: waiver.location, message: `${name} expired on ${waiver.expires}: mend the cause, or have it approved anew` }];
    return used.has(waiver) || !present(waiver) ? [] : [{ waiver, location: waiver.location, message: `${name} matches no finding: take it out` }];
  });
  return { findings: left, waived, stale };
}
