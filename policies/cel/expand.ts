/** Macros and optional values that Kubernetes' CEL has and `@bufbuild/cel` has not, as trees that it can evaluate. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { variables } from './library.ts';
import { bind, call, emptyMap, fold, fresh, ident, list, text, truth, whole } from './nodes.ts';
import { placeholders } from './syntax/placeholders.ts';

/** The names in scope that hold optional values: selecting from one gives an optional value again. */
type Scope = ReadonlySet<string>;

type Call = Extract<Expr['exprKind'], { readonly case: 'callExpr' }>['value'];

const nothing: Scope = new Set();

/** Throws a SyntaxError where a macro is written wrongly. */
export const expand = (tree: Expr): Expr => rewrite(tree, nothing);

function rewrite(tree: Expr, scope: Scope): Expr {
  const { exprKind } = tree;
  switch (exprKind.case) {
    case 'selectExpr': {
      const { operand, field, testOnly } = exprKind.value;
      if (!operand) return tree;
      const from = rewrite(operand, scope);
      if (isOptional(operand, scope)) {
        const selected = call('@optSelect', from, text(field));
        return testOnly ? call('@hasValue', selected) : selected;
      }
      if (!testOnly && isPlain(operand)) return path(from, field);
      return { ...tree, exprKind: { case: 'selectExpr', value: { ...exprKind.value, operand: from } } };
    }
    case 'callExpr':
      return rewriteCall(tree, exprKind.value, scope);
    case 'listExpr':
      return rewriteList(tree, exprKind.value.elements, scope);
    case 'structExpr':
      return rewriteStruct(tree, scope);
    case 'comprehensionExpr': {
      const { iterRange, iterVar, accuVar, accuInit, loopCondition, loopStep, result } = exprKind.value;
      const inner = without(scope, iterVar, accuVar);
      const part = (one: Expr | undefined, within: Scope): Expr => (one ? rewrite(one, within) : truth(false));
      return {
        ...tree,
        exprKind: {
          case: 'comprehensionExpr',
          value: { ...exprKind.value, iterRange: part(iterRange, scope), accuInit: part(accuInit, scope), loopCondition: part(loopCondition, inner), loopStep: part(loopStep, inner), result: part(result, without(scope, accuVar)) },
        },
      };
    }
    default:
      return tree;
  }
}

/** Whether a tree is a variable of Kubernetes' or a field of one. */
const isPlain = ({ exprKind }: Expr): boolean => (exprKind.case === 'identExpr' ? variables.has(exprKind.value.name) : exprKind.case === 'selectExpr' && !exprKind.value.testOnly && exprKind.value.operand !== undefined && isPlain(exprKind.value.operand));

/**
 * `object.a.b` in one step. The evaluator would look for a variable named `object.a` first, then for a type, a message and an enumeration, and do so
 * each time anew.
 */
function path(from: Expr, field: string): Expr {
  const { exprKind } = from;
  const [base, before] = exprKind.case === 'callExpr' && exprKind.value.function === '@path' ? exprKind.value.args : [];
  const fields = before?.exprKind.case === 'constExpr' ? before.exprKind.value.constantKind.value : undefined;
  return base && typeof fields === 'string' ? call('@path', base, text(`${fields}.${field}`)) : call('@path', from, text(field));
}

function rewriteCall(tree: Expr, own: Call, scope: Scope): Expr {
  const { target, function: name, args } = own;
  const macro = target && macroOf(target, name, args, scope);
  if (macro) return macro;
  const short = target && name === 'orValue' && args[0] ? pathOrValue(target, args[0], scope) : undefined;
  if (short) return short;
  const written = args.map((arg) => rewrite(arg, scope));
  const [first] = written;
  // What is not needed is not evaluated, and cannot fail.
  if (target && first && args[0] && (name === 'orValue' || name === 'or') && !isSimple(args[0])) return otherwise(rewrite(target, scope), name, first);
  if (target && first && name === placeholders.select) return call('@optSelect', rewrite(target, scope), first);
  if (target && first && name === placeholders.index) return call('@optIndex', rewrite(target, scope), first);
  const operand = args[0];
  if (name === '_[_]' && operand && isOptional(operand, scope)) return call('@optIndex', ...written);
  return { ...tree, exprKind: { case: 'callExpr', value: { ...own, ...(target && { target: rewrite(target, scope) }), args: written } } };
}

const isSimple = ({ exprKind }: Expr): boolean => exprKind.case === 'constExpr' || exprKind.case === 'identExpr' || (exprKind.case === 'listExpr' && exprKind.value.elements.length === 0) || (exprKind.case === 'structExpr' && exprKind.value.entries.length === 0);

function otherwise(optional: Expr, name: 'orValue' | 'or', other: Expr): Expr {
  const held = fresh('optional');
  return bind(held, optional, call('_?_:_', call('@hasValue', ident(held)), name === 'or' ? ident(held) : call('@value', ident(held)), other));
}

/** The field of `x.?field`, as the placeholder has it. */
function selectedField(tree: Expr): { readonly target: Expr; readonly field: string } | undefined {
  if (tree.exprKind.case !== 'callExpr' || tree.exprKind.value.function !== placeholders.select) return undefined;
  const { target, args: [key] } = tree.exprKind.value;
  const constant = key?.exprKind.case === 'constExpr' ? key.exprKind.value.constantKind : undefined;
  return target && constant?.case === 'stringValue' ? { target, field: constant.value } : undefined;
}

/** `x.?a.?b.orValue(c)` in one step, without an optional value for each field: most of what rules say is of this form. */
function pathOrValue(target: Expr, other: Expr, scope: Scope): Expr | undefined {
  if (!isSimple(other)) return undefined;
  const fields: string[] = [];
  let base = target;
  for (let found = selectedField(base); found; found = selectedField(base)) {
    fields.unshift(found.field);
    base = found.target;
  }
  return fields.length === 0 ? undefined : call('@pathOrValue', rewrite(base, scope), text(fields.join('.')), rewrite(other, scope));
}

/** Whether a tree is a value of optional type, as far as its writing shows. */
function isOptional(tree: Expr, scope: Scope): boolean {
  const { exprKind } = tree;
  switch (exprKind.case) {
    case 'identExpr':
      return scope.has(exprKind.value.name);
    case 'selectExpr':
      return !exprKind.value.testOnly && exprKind.value.operand !== undefined && isOptional(exprKind.value.operand, scope);
    case 'callExpr': {
      const { target, function: name, args } = exprKind.value;
      const [first, second] = args;
      if (target && isIdent(target, 'optional')) return true;
      if (target && [placeholders.select, placeholders.index, 'or', 'optMap', 'optFlatMap'].includes(name)) return true;
      if (name === '_[_]') return first !== undefined && isOptional(first, scope);
      return name === '_?_:_' && second !== undefined && isOptional(second, scope);
    }
    default:
      return false;
  }
}

const isIdent = ({ exprKind }: Expr, name: string): boolean => exprKind.case === 'identExpr' && exprKind.value.name === name;

const without = (scope: Scope, ...names: readonly string[]): Scope => (names.some((name) => scope.has(name)) ? new Set([...scope].filter((name) => !names.includes(name))) : scope);
const within = (scope: Scope, name: string, optional: boolean): Scope => (optional ? new Set([...scope, name]) : without(scope, name));

function nameOf(tree: Expr | undefined, macro: string): string {
  if (tree?.exprKind.case === 'identExpr') return tree.exprKind.value.name;
  throw new SyntaxError(`${macro} needs a plain name for each of its variables`);
}

function macroOf(target: Expr, name: string, args: readonly Expr[], scope: Scope): Expr | undefined {
  const [first, second, third, fourth] = args;
  if (name === 'bind' && args.length === 3 && isIdent(target, 'cel') && second && third) {
    const bound = nameOf(first, 'cel.bind');
    return bind(bound, rewrite(second, scope), rewrite(third, within(scope, bound, isOptional(second, scope))));
  }
  if ((name === 'optMap' || name === 'optFlatMap') && args.length === 2 && second) return mapped(target, name, nameOf(first, name), second, scope);
  if (args.length === 3 && third && ['all', 'exists', 'existsOne', 'exists_one', 'transformList', 'transformMap', 'transformMapEntry'].includes(name)) return overPairs(target, name, args, undefined, third, scope);
  if (args.length === 4 && third && fourth && ['transformList', 'transformMap', 'transformMapEntry'].includes(name)) return overPairs(target, name, args, third, fourth, scope);
  return undefined;
}

/** `x.optMap(v, body)`: none stays none. */
function mapped(target: Expr, macro: string, name: string, body: Expr, scope: Scope): Expr {
  const held = fresh('optional');
  const inside = bind(name, call('@value', ident(held)), rewrite(body, without(scope, name)));
  return bind(held, rewrite(target, scope), call('_?_:_', call('@hasValue', ident(held)), macro === 'optMap' ? call('optional.of', inside) : inside, call('optional.none')));
}

/** Comprehensions over index and item of a list, or key and value of a map. */
function overPairs(range: Expr, macro: string, args: readonly Expr[], filter: Expr | undefined, body: Expr, scope: Scope): Expr {
  const [key, item] = [nameOf(args[0], macro), nameOf(args[1], macro)];
  const pair = fresh('pair');
  const total = fresh('total');
  const inner = without(scope, key, item);
  const over = call('@pairs', rewrite(range, scope));
  const inPair = (tree: Expr): Expr => bind(key, call('@pairKey', ident(pair)), bind(item, call('@pairValue', ident(pair)), tree));
  const sum = ident(total);
  const step = rewrite(body, inner);
  const kept = (grown: Expr): Expr => inPair(filter ? call('_?_:_', rewrite(filter, inner), grown, sum) : grown);
  const common = { over, item: pair, total };
  switch (macro) {
    case 'all':
      return fold({ ...common, start: truth(true), until: call('@not_strictly_false', sum), step: call('_&&_', sum, inPair(step)), result: sum });
    case 'exists':
      return fold({ ...common, start: truth(false), until: call('@not_strictly_false', call('!_', sum)), step: call('_||_', sum, inPair(step)), result: sum });
    case 'transformList':
      return fold({ ...common, start: list(), step: kept(call('_+_', sum, list(step))), result: sum });
    case 'transformMap':
      return fold({ ...common, start: emptyMap(), step: kept(call('@insert', sum, ident(key), step)), result: sum });
    case 'transformMapEntry':
      return fold({ ...common, start: emptyMap(), step: kept(call('@insertAll', sum, step)), result: sum });
    default:
      return fold({ ...common, start: whole(0n), step: inPair(call('_?_:_', step, call('_+_', sum, whole(1n)), sum)), result: call('_==_', sum, whole(1n)) });
  }
}

/** The argument of a placeholder's call. */
function marked(tree: Expr, placeholder: string): Expr | undefined {
  const { exprKind } = tree;
  return exprKind.case === 'callExpr' && !exprKind.value.target && exprKind.value.function === placeholder ? exprKind.value.args[0] : undefined;
}

function rewriteList(tree: Expr, elements: readonly Expr[], scope: Scope): Expr {
  if (!elements.some((element) => marked(element, placeholders.element))) return { ...tree, exprKind: list(...elements.map((element) => rewrite(element, scope))).exprKind };
  return call('@concat', list(...elements.map((element) => {
    const optional = marked(element, placeholders.element);
    return optional ? call('@asList', rewrite(optional, scope)) : list(rewrite(element, scope));
  })));
}

function rewriteStruct(tree: Expr, scope: Scope): Expr {
  if (tree.exprKind.case !== 'structExpr') return tree;
  const { entries } = tree.exprKind.value;
  const keyOf = ({ keyKind }: (typeof entries)[number]): Expr | undefined => (keyKind.case === 'mapKey' ? keyKind.value : undefined);
  if (!entries.some((entry) => keyOf(entry) && marked(keyOf(entry) ?? tree, placeholders.key))) {
    const rewritten = entries.map((entry) => ({
      ...entry,
      ...(entry.keyKind.case === 'mapKey' && { keyKind: { case: 'mapKey' as const, value: rewrite(entry.keyKind.value, scope) } }),
      ...(entry.value && { value: rewrite(entry.value, scope) }),
    }));
    return { ...tree, exprKind: { case: 'structExpr', value: { ...tree.exprKind.value, entries: rewritten } } };
  }
  return call('@mapOf', list(...entries.map((entry) => {
    const key = keyOf(entry) ?? tree;
    const optional = marked(key, placeholders.key);
    const value = rewrite(entry.value ?? tree, scope);
    return list(rewrite(optional ?? key, scope), optional ? value : call('optional.of', value));
  })));
}
