/** Regular expressions as RE2 has them, which is what every API server runs: no look-ahead, no back references, linear time. */
import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS>();

/** Throws a SyntaxError for what RE2 does not know. */
export function pattern(text: string): RE2JS {
  const known = compiled.get(text);
  if (known) return known;
  try {
    const made = RE2JS.compile(text);
    compiled.set(text, made);
    return made;
  } catch (error) {
    throw new SyntaxError(`Illegal regex: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const matches = (text: string, expression: string): boolean => pattern(expression).matcher(text).find();

/** What an expression finds in a text, at most `limit` times. */
export function found(text: string, expression: string, limit = Number.POSITIVE_INFINITY): string[] {
  const matcher = pattern(expression).matcher(text);
  const results: string[] = [];
  while (results.length < limit && matcher.find()) results.push(matcher.group() ?? '');
  return results;
}
