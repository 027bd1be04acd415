/**
 * How much a text may cost an API server, in its own units: about one for each step, more for long texts and for patterns. An estimate from above
 * for lists and texts as long as manifests have them; the server counts what it really does and stops a text at its limit.
 */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';

/** What the API server lets one text cost (`PerCallLimit` in `apiserver/pkg/apis/cel/config.go`). */
export const perCallLimit = 1_000_000;

/** Of a list or map in a manifest, such as containers, rules or labels. */
const items = 40;
/** Of a text in a manifest. */
const characters = 256;
/** The server reckons a tenth of a unit for each character, and for patterns a quarter of their own length for each. */
const perCharacter = 0.1;
const perPatternCharacter = 0.25;

const long = new Set(['contains', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf', 'replace', 'split', 'substring', 'trim', 'lowerAscii', 'upperAscii', 'join', 'format', 'charAt', 'url', 'isURL', 'quantity', 'isQuantity']);
const patterns = new Set(['matches', 'find', 'findAll', 'validate']);
const loops = new Set(['all', 'exists', 'existsOne', 'exists_one', 'transformList', 'transformMap', 'transformMapEntry']);

const sum = (trees: readonly (Expr | undefined)[]): number => trees.reduce((total, tree) => total + (tree ? costOf(tree) : 0), 0);

function patternLength(args: readonly Expr[]): number {
  const pattern = args.at(-1)?.exprKind;
  return pattern?.case === 'constExpr' && pattern.value.constantKind.case === 'stringValue' ? pattern.value.constantKind.value.length : characters;
}

/** Of a list that is written out, its own length. */
const lengthOf = (tree: Expr | undefined): number => (tree?.exprKind.case === 'listExpr' ? tree.exprKind.value.elements.length : items);

export function costOf({ exprKind }: Expr): number {
  switch (exprKind.case) {
    case 'selectExpr':
      return 1 + sum([exprKind.value.operand]);
    case 'listExpr':
      return 10 + sum(exprKind.value.elements);
    case 'structExpr':
      return 30 + sum(exprKind.value.entries.flatMap(({ keyKind, value }) => [keyKind.case === 'mapKey' ? keyKind.value : undefined, value]));
    case 'callExpr': {
      const { function: name, target, args } = exprKind.value;
      if (target && loops.has(name) && args.length > 2) return sum([target]) + lengthOf(target) * (sum(args.slice(2)) + 5);
      const own = patterns.has(name) ? characters * perCharacter * patternLength(args) * perPatternCharacter : long.has(name) ? characters * perCharacter : name === '@in' ? lengthOf(args[1]) : 1;
      return own + sum([target, ...args]);
    }
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return sum([iterRange, accuInit, result]) + lengthOf(iterRange) * (sum([loopCondition, loopStep]) + 1);
    }
    default:
      return 1;
  }
}
