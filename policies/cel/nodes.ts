/** Nodes of CEL's syntax tree. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';

/** Ids matter to nobody but the messages of errors. */
let last = 0n;

const node = (exprKind: Expr['exprKind']): Expr => ({ $typeName: 'cel.expr.Expr', id: ++last, exprKind });

/** A name that no text can write, so that it hides nobody's variable. */
export const fresh = (word: string): string => `#${word}${++last}`;

export const ident = (name: string): Expr => node({ case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name } });

export const call = (name: string, ...args: readonly Expr[]): Expr => node({ case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args: [...args] } });

export const list = (...elements: readonly Expr[]): Expr => node({ case: 'listExpr', value: { $typeName: 'cel.expr.Expr.CreateList', elements: [...elements], optionalIndices: [] } });

/** A method's call. */
export const method = (target: Expr, name: string, ...args: readonly Expr[]): Expr => node({ case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', target, function: name, args: [...args] } });

type Select = Extract<Expr['exprKind'], { readonly case: 'selectExpr' }>['value'];

export const select = (operand: Expr, field: string): Expr => node({ case: 'selectExpr', value: { $typeName: 'cel.expr.Expr.Select', operand, field, testOnly: false } });

/** `has()` of a field. */
export const tested = (field: Select): Expr => node({ case: 'selectExpr', value: { ...field, testOnly: true } });

export const map = (entries: readonly (readonly [key: Expr, value: Expr])[]): Expr =>
  node({ case: 'structExpr', value: { $typeName: 'cel.expr.Expr.CreateStruct', messageName: '', entries: entries.map(([key, value]) => ({ $typeName: 'cel.expr.Expr.CreateStruct.Entry', id: ++last, keyKind: { case: 'mapKey', value: key }, value, optionalEntry: false })) } });

export const emptyMap = (): Expr => node({ case: 'structExpr', value: { $typeName: 'cel.expr.Expr.CreateStruct', messageName: '', entries: [] } });

type Constant = Extract<Expr['exprKind'], { readonly case: 'constExpr' }>['value']['constantKind'];

const constant = (constantKind: Constant): Expr => node({ case: 'constExpr', value: { $typeName: 'cel.expr.Constant', constantKind } });

export const text = (value: string): Expr => constant({ case: 'stringValue', value });
export const bytes = (value: Uint8Array): Expr => constant({ case: 'bytesValue', value });
export const truth = (value: boolean): Expr => constant({ case: 'boolValue', value });
export const whole = (value: bigint): Expr => constant({ case: 'int64Value', value });
export const unsigned = (value: bigint): Expr => constant({ case: 'uint64Value', value });
export const double = (value: number): Expr => constant({ case: 'doubleValue', value });
export const nothing = (): Expr => constant({ case: 'nullValue', value: 0 });

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
