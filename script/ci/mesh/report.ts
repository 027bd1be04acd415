/** What a person reads of a run. */
import { kinds, type Attempt } from './attempt.ts';
import { spiffeOf } from './identity.ts';
import type { Surprise } from './run.ts';

const most = 40;

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The attempts by kind, and what was expected of each kind. */
export function summary(attempts: readonly Attempt[], surprises: readonly Surprise[]): string[] {
  return kinds.map((kind) => {
    const tried = attempts.filter((attempt) => attempt.kind === kind);
    const odd = surprises.filter(({ attempt }) => attempt.kind === kind).length;
    const ways = new Set(tried.map(({ how }) => how)).size;
    return `  ${kind.padEnd(40)} ${String(tried.length).padStart(5)} tried ${`(${count(ways, 'way')})`.padEnd(12)} ${odd === 0 ? 'as expected' : count(odd, 'surprise')}`;
  });
}

const short = (path: string): string => (path.length > 120 ? `${path.slice(0, 119)}…` : path);

const line = ({ attempt: { kind, how, callee, operation, caller, method, path, port }, what }: Surprise): string =>
  `  - ${callee}.${operation}: ${kind}, ${how}: ${method} ${short(path)} on ${port} by ${caller ? spiffeOf(caller) : 'nobody'}: ${short(what)}`;

/** The surprises, each with caller, callee, operation, expectation and what happened. */
export function listed(surprises: readonly Surprise[]): string[] {
  const shown = surprises.slice(0, most).map(line);
  return surprises.length > most ? [...shown, `  ... and ${surprises.length - most} more`] : shown;
}
