/** Everything that a judgement comes to. */
import type { Finding } from './judge.ts';
import type { Fault } from './manifests/index.ts';
import type { Rule, Severity } from './rule.ts';
import type { Stale, Waived } from './waivers/apply.ts';

export interface Report {
  readonly rules: readonly Rule[];
  /** Files and words that set something of the rules: whoever reads a report must see that they may ask less than usual. */
  readonly setBy: readonly string[];
  /** How many objects were judged. */
  readonly objects: number;
  /** Of how many clusters they are: rules over many objects see one at a time. */
  readonly clusters: number;
  /** Sorted by file and line. */
  readonly findings: readonly Finding[];
  readonly waived: readonly Waived[];
  readonly stale: readonly Stale[];
  readonly faults: readonly Fault[];
  /** ISO 8601. */
  readonly at: string;
}

export type ExitCode = 0 | 1 | 2;

/** From which severity on a finding fails a judgement. */
export type FailOn = Severity | 'never';

const counts = ({ severity }: Finding, failOn: FailOn): boolean => failOn === 'warning' || (failOn === 'error' && severity === 'error');

/** 0 clean, 1 findings, 2 could not judge: what could not be judged is never counted as clean. */
export function exitCodeOf({ objects, findings, stale, faults }: Report, failOn: FailOn): ExitCode {
  if (faults.length > 0 || objects === 0 || findings.some(({ unjudged }) => unjudged)) return 2;
  return findings.some((finding) => counts(finding, failOn)) || stale.length > 0 ? 1 : 0;
}
