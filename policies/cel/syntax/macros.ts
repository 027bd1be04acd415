/** The macros of CEL's specification as what they stand for. Those that only Kubernetes has are expanded in `expand.ts`. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { call, fold, ident, list, truth, whole, type Fold } from '../nodes.ts';

/** What a macro adds up. No text can write the name. */
const total = '@result';

const over = (range: Expr, item: string, rest: Pick<Fold, 'start' | 'step'> & Partial<Fold>): Expr => fold({ over: range, item, total, result: ident(total), ...rest });

const grown = (item: Expr): Expr => call('_+_', ident(total), list(item));
const ifTrue = (test: Expr, then: Expr): Expr => call('_?_:_', test, then, ident(total));

type Macro = (range: Expr, item: string, body: Expr) => Expr;

const one: Macro = (range, item, test) =>
  over(range, item, { start: whole(0n), step: ifTrue(test, call('_+_', ident(total), whole(1n))), result: call('_==_', ident(total), whole(1n)) });

const macros: Readonly<Record<string, Macro>> = {
  all: (range, item, test) => over(range, item, { start: truth(true), until: call('@not_strictly_false', ident(total)), step: call('_&&_', ident(total), test) }),
  exists: (range, item, test) => over(range, item, { start: truth(false), until: call('@not_strictly_false', call('!_', ident(total))), step: call('_||_', ident(total), test) }),
  exists_one: one,
  existsOne: one,
  filter: (range, item, test) => over(range, item, { start: list(), step: ifTrue(test, grown(ident(item))) }),
  map: (range, item, value) => over(range, item, { start: list(), step: grown(value) }),
};

/** What a method's call stands for, if it is a macro's. */
export function macroOf(range: Expr, name: string, [first, second, third]: readonly Expr[], count: number): Expr | undefined {
  if (first?.exprKind.case !== 'identExpr' || !second) return undefined;
  const item = first.exprKind.value.name;
  if (count === 3 && third && name === 'map') return over(range, item, { start: list(), step: ifTrue(second, grown(third)) });
  return count === 2 && Object.hasOwn(macros, name) ? macros[name]?.(range, item, second) : undefined;
}
