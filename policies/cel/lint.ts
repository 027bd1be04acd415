/** Whether API servers can run a text, and from which minor of Kubernetes 1.x on. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { costOf, perCallLimit } from './cost.ts';
import { introduced, libraryNames, optionalSyntax, runsOn, twoVariables } from './library.ts';
import { mixtureIn } from './literals.ts';
import { pattern } from './patterns.ts';
import { treeOf } from './program.ts';
import { placeholders } from './syntax/placeholders.ts';

export interface Lint {
  /** The oldest minor of Kubernetes 1.x whose API server takes the text. */
  readonly minor: number;
  /** At most this, in units of the API server. */
  readonly cost: number;
  /** Why no API server takes it, or why it should not be asked to. */
  readonly faults: readonly string[];
}

/** The share of the limit that a text may come to by the estimate. */
export const mostCost = perCallLimit / 10;

const twoVariableForms = new Set(['all', 'exists', 'existsOne', 'exists_one']);
const optionalForms: ReadonlySet<string> = new Set(Object.values(placeholders));

function* children({ exprKind }: Expr): Generator<Expr> {
  const parts: readonly (Expr | undefined)[] =
    exprKind.case === 'selectExpr'
      ? [exprKind.value.operand]
      : exprKind.case === 'callExpr'
        ? [exprKind.value.target, ...exprKind.value.args]
        : exprKind.case === 'listExpr'
          ? exprKind.value.elements
          : exprKind.case === 'structExpr'
            ? exprKind.value.entries.flatMap(({ keyKind, value }) => [keyKind.case === 'mapKey' ? keyKind.value : undefined, value])
            : exprKind.case === 'comprehensionExpr'
              ? [exprKind.value.iterRange, exprKind.value.accuInit, exprKind.value.loopCondition, exprKind.value.loopStep, exprKind.value.result]
              : [];
  for (const part of parts) if (part) yield part;
}

type Found = { readonly minor: number } | { readonly fault: string };

/** What a call needs. `target` is none for functions, and the library's name for what is in one. */
function needs(name: string, target: Expr | undefined, args: readonly Expr[]): Found {
  if (/^[_!\-@]/.test(name)) return { minor: 0 };
  if (optionalForms.has(name)) return { minor: optionalSyntax };
  const library = target?.exprKind.case === 'identExpr' && libraryNames.has(target.exprKind.value.name) ? target.exprKind.value.name : undefined;
  const full = library === undefined ? name : `${library}.${name}`;
  if (target && library === undefined && args.length >= 3 && twoVariableForms.has(name)) return { minor: twoVariables };
  const minor = introduced(target && library === undefined ? 'method' : 'function', full);
  return minor === undefined ? { fault: `${full}: no API server has this ${target ? 'method' : 'function'}` } : { minor };
}

function patternFault(name: string, target: Expr | undefined, args: readonly Expr[]): string | undefined {
  if (!['matches', 'find', 'findAll'].includes(name)) return undefined;
  const tree = (target ? args[0] : args[1])?.exprKind;
  if (tree?.case !== 'constExpr' || tree.value.constantKind.case !== 'stringValue') return undefined;
  try {
    pattern(tree.value.constantKind.value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const conversions = new Set(['int', 'uint', 'double', 'string', 'bool']);

/**
 * `x.?field.orValue(2)` is an int to the API server's type checker, whatever the field holds: `int()` of it is then the conversion from int alone, and
 * fails on a text. What is asked of `dyn()` is decided by the value.
 */
function conversionFault(name: string, target: Expr | undefined, [arg]: readonly Expr[]): string | undefined {
  if (target || !conversions.has(name) || arg?.exprKind.case !== 'callExpr' || arg.exprKind.value.function !== 'orValue') return undefined;
  return arg.exprKind.value.args[0]?.exprKind.case === 'constExpr' ? `${name}() of orValue() takes values of the default's type alone: write ${name}(dyn(...))` : undefined;
}

function* inspect(tree: Expr): Generator<Found> {
  const { exprKind } = tree;
  if (exprKind.case === 'callExpr') {
    const { function: name, target, args } = exprKind.value;
    yield needs(name, target, args);
    const fault = patternFault(name, target, args);
    if (fault !== undefined) yield { fault };
    const converted = conversionFault(name, target, args);
    if (converted !== undefined) yield { fault: converted };
  }
  const mixture = mixtureIn(tree);
  if (mixture !== undefined) yield { fault: `${mixture}: no API server takes literals of mixed types, write dyn() around them` };
  for (const child of children(tree)) yield* inspect(child);
}

/** Throws a SyntaxError for what is no CEL. */
export function lint(text: string): Lint {
  const tree = treeOf(text);
  const found = [...inspect(tree)];
  const cost = Math.ceil(costOf(tree));
  const faults = found.flatMap((one) => ('fault' in one ? [one.fault] : []));
  return {
    minor: Math.max(...found.map((one) => ('minor' in one ? runsOn(one.minor) : 0)), runsOn(0)),
    cost,
    faults: [...new Set([...faults, ...(cost > mostCost ? [`may cost ${cost}, and an API server stops at ${perCallLimit}: loop over less`] : [])])],
  };
}
