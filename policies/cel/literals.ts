/** Lists and maps that are written out must hold values of one type, as far as the text shows it. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { placeholders } from './syntax/placeholders.ts';

const results: Readonly<Record<string, string>> = { hasValue: 'bool', isGreaterThan: 'bool', isLessThan: 'bool', containsIP: 'bool', containsCIDR: 'bool', isIP: 'bool', isCIDR: 'bool', isURL: 'bool', isQuantity: 'bool', isSorted: 'bool', size: 'int', string: 'string', int: 'int', uint: 'uint', double: 'double', bool: 'bool', bytes: 'bytes', '_==_': 'bool', '_!=_': 'bool', '_&&_': 'bool', '_||_': 'bool', '!_': 'bool', '_<_': 'bool', '_<=_': 'bool', '_>_': 'bool', '_>=_': 'bool', '@in': 'bool', contains: 'bool', startsWith: 'bool', endsWith: 'bool', matches: 'bool', lowerAscii: 'string', upperAscii: 'string', replace: 'string', trim: 'string', join: 'string', format: 'string' };
const constants: Readonly<Record<string, string>> = { stringValue: 'string', int64Value: 'int', uint64Value: 'uint', doubleValue: 'double', boolValue: 'bool', bytesValue: 'bytes', nullValue: 'null' };

/** The type of a value, where its writing shows it. */
function typeOf({ exprKind }: Expr): string | undefined {
  switch (exprKind.case) {
    case 'constExpr':
      return constants[exprKind.value.constantKind.case ?? ''];
    case 'listExpr': {
      const inner = exprKind.value.elements[0];
      return inner ? `list of ${typeOf(inner) ?? 'anything'}` : undefined;
    }
    case 'structExpr':
      return 'map';
    case 'callExpr':
      return results[exprKind.value.function];
    default:
      return undefined;
  }
}

/** Whether a text is true or false by its writing: the API server takes no validation that might be something else. */
export function isTruth(tree: Expr): boolean {
  const { exprKind } = tree;
  if (exprKind.case === 'selectExpr') return exprKind.value.testOnly;
  if (exprKind.case === 'comprehensionExpr') {
    const start = exprKind.value.accuInit?.exprKind;
    return start?.case === 'constExpr' && (start.value.constantKind.case === 'boolValue' || start.value.constantKind.case === 'int64Value');
  }
  if (exprKind.case === 'callExpr' && exprKind.value.function === '_?_:_') return exprKind.value.args.slice(1).every(isTruth);
  return typeOf(tree) === 'bool';
}

const unwrapped = (tree: Expr): Expr | undefined => (tree.exprKind.case === 'callExpr' && Object.values<string>(placeholders).includes(tree.exprKind.value.function) ? undefined : tree);

function mixed(trees: readonly (Expr | undefined)[]): string | undefined {
  const types = [...new Set(trees.flatMap((tree) => (tree && unwrapped(tree) && typeOf(tree)) || []))].filter((type) => !type.includes('anything'));
  return types.length > 1 ? types.join(' and ') : undefined;
}

/** The types that a literal mixes, if it does. */
export function mixtureIn({ exprKind }: Expr): string | undefined {
  if (exprKind.case === 'listExpr') return mixed(exprKind.value.elements);
  if (exprKind.case !== 'structExpr') return undefined;
  const { entries } = exprKind.value;
  return mixed(entries.map(({ keyKind }) => (keyKind.case === 'mapKey' ? keyKind.value : undefined))) ?? mixed(entries.map(({ value }) => value));
}
