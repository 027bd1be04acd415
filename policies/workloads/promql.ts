/** What a query in PromQL asks for, read by the grammar that Prometheus' own editor uses. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Query {
  /** Names of metrics; those that only a pattern chooses are not among them. */
  readonly metrics: readonly string[];
  /** Whether it is PromQL at all. */
  readonly sound: boolean;
}

const unquoted = (text: string): string => text.slice(1, -1);

/** `{"name"}` or `{__name__="name"}`. */
function named(matcher: string): string | undefined {
  const [, quoted, value] = /^(?:("[^"]*"|'[^']*')|["']?__name__["']?\s*=\s*("[^"]*"|'[^']*'))$/.exec(matcher.trim()) ?? [];
  const found = quoted ?? value;
  return found === undefined ? undefined : unquoted(found);
}

function parsed(text: string): Query {
  const metrics = new Set<string>();
  let sound = text.trim() !== '';
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      if (type.isError) sound = false;
      const word = text.slice(from, to);
      const isName = name === 'Identifier' && node.parent?.name === 'VectorSelector';
      const metric = isName ? word : node.parent?.name === 'LabelMatchers' ? named(word) : undefined;
      if (metric !== undefined) metrics.add(metric);
    },
  });
  return { metrics: [...metrics], sound };
}

const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/.source;

/** Comments, comparisons of a label with a value, and other literals, in which nothing is a comparison. */
const tokens = new RegExp(`#[^\\n]*|(["']?__name__["']?\\s*)?(=~|!~|!=|=)\\s*(?:${literal})|${literal}`, 'g');

/** What asks for the same metrics: the alerts of two services are often one query but for the values of labels. */
export const formOf = (text: string): string =>
  text.replaceAll(tokens, (token: string, name: string | undefined, operator: string | undefined) => (operator === undefined || name !== undefined ? token : `${operator}""`));

const known = new Map<string, Query>();

/** Each form is read once. */
export function query(text: string): Query {
  const told = known.get(text);
  if (told) return told;
  const form = formOf(text);
  const found = known.get(form) ?? parsed(form);
  known.set(form, found);
  known.set(text, found);
  return found;
}
