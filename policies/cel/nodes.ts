/** Nodes of CEL's syntax tree, made by hand. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';

/** Ids that no parsed text reaches. They matter to nobody but the messages of errors. */
let last = 1n << 40n;

const node = (exprKind: Expr['exprKind']): Expr => ({ $typeName: 'cel.expr.Expr', id: ++last, exprKind });

/** A name that no text can write, so that it hides nobody's variable. */
export const fresh = (word: string): string => `#${word}${++last}`;

export const ident = (name: string): Expr => node({ case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } });

export const call = (name: string, ...args: readonly Expr[]): Expr => node({ case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args: [...args] } });

export const list = (...elements: readonly Expr[]): Expr => node({ case: 'listExpr', value: { $typeName: 'cel.expr.Expr.CreateList', elements: [...elements], optionalIndices: [] } });

export const emptyMap = (): Expr => node({ case: 'structExpr', value: { $typeName: 'cel.expr.Expr.CreateStruct', messageName: '', entries: [] } });

export const text = (value: string): Expr => node({ case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'stringValue', value } } });

export const truth = (value: boolean): Expr => node({ case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'boolValue', value } } });

export const whole = (value: bigint): Expr => node({ case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'int64Value', value } } });

export interface Fold {
  readonly over: Expr;
  readonly item: string;
  readonly total: string;
  readonly start: Expr;
  /** @default - to the end */
  readonly until?: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export const fold = ({ over, item, total, start, until = truth(true), step, result }: Fold): Expr =>
  node({ case: 'comprehensionExpr', value: { $typeName: 'cel.expr.Expr.Comprehension', iterRange: over, iterVar: item, iterVar2: '', accuVar: total, accuInit: start, loopCondition: until, loopStep: step, result } });

/** `body` in which `name` stands for `value`: what `cel.bind` means. */
export const bind = (name: string, value: Expr, body: Expr): Expr => fold({ over: list(), item: fresh('unused'), total: name, start: value, until: truth(false), step: ident(name), result: body });
