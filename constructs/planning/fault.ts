/** What is wrong, and the way out, as one line for people. */
export const fault = (wrong: string, wayOut: string): string => `${wrong}: ${wayOut}`;

/** The values that occur more than once, each once. */
export const doubles = (values: readonly string[]): string[] => [...Map.groupBy(values, (value) => value)].filter(([, same]) => same.length > 1).map(([value]) => value);

/** `a`, `a and b`, `a, b and c`: in the order of the alphabet, each once. */
export function listed(values: Iterable<string>): string {
  const sorted = [...new Set(values)].sort();
  return sorted.length < 2 ? sorted.join('') : `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1) ?? ''}`;
}

/** Everything that is wrong with a set of declarations, at once. Nothing was planned. */
export class PlanError extends Error {
  /** One line each, in the order of the alphabet. */
  readonly faults: readonly string[];

  constructor(environment: string, faults: readonly string[]) {
    const sorted = [...new Set(faults)].sort();
    super(`${environment}: ${sorted.length} ${sorted.length === 1 ? 'fault' : 'faults'} in the declarations\n${sorted.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'PlanError';
    this.faults = sorted;
  }
}
