/** A text of CEL made ready once and asked about many objects. The only door to the evaluator. */
import { isCelError, plan, type CelInput, type CelValue } from '@bufbuild/cel';
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { environment } from './environment.ts';
import { expand } from './expand.ts';
import { parse } from './syntax/parse.ts';

/** A text that could not be evaluated: that is never a pass. */
export interface Failure {
  readonly failure: string;
}

export type Outcome<T> = { readonly value: T } | Failure;

export type Variables = Readonly<Record<string, CelValue>>;

export interface Program {
  readonly text: string;
  evaluate(variables: Variables): Outcome<CelValue>;
}

const trees = new Map<string, Expr>();

/** The syntax tree of a text, with placeholders where it has optional syntax. Throws a SyntaxError that names the text. */
export function treeOf(text: string): Expr {
  const known = trees.get(text);
  if (known) return known;
  try {
    const tree = parse(text);
    trees.set(text, tree);
    return tree;
  } catch (error) {
    throw new SyntaxError(`no CEL: ${text}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Throws a SyntaxError for what is no CEL. */
export function compile(text: string): Program {
  const run: (variables: Record<string, CelInput>) => unknown = plan(environment, expand(treeOf(text)));
  return {
    text,
    evaluate(variables) {
      const result = run(variables) as CelValue;
      return isCelError(result) ? { failure: result.message } : { value: result };
    },
  };
}

const compiled = new Map<string, Program>();

function once(text: string): Program {
  const known = compiled.get(text);
  if (known) return known;
  const made = compile(text);
  compiled.set(text, made);
  return made;
}

/** As `compile`, once for each text, and only when it is first asked: of most rules no message is ever wanted. */
export function program(text: string): Program {
  let made: Program | undefined;
  return { text, evaluate: (variables) => (made ??= once(text)).evaluate(variables) };
}

/** What a text says, which must be true or false. */
export function truth({ evaluate }: Program, variables: Variables): Outcome<boolean> {
  const outcome = evaluate(variables);
  if ('failure' in outcome) return outcome;
  return typeof outcome.value === 'boolean' ? { value: outcome.value } : { failure: `the text says neither true nor false` };
}
