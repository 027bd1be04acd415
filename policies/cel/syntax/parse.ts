/** CEL's grammar, as its specification has it, with the optional values that Kubernetes turns on. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { call, ident, list, map, method, nothing, select, tested, text, truth } from '../nodes.ts';
import { numberOf, quotedOf } from './constants.ts';
import { macroOf } from './macros.ts';
import { placeholders } from './placeholders.ts';
import { tokensOf, type Token } from './tokens.ts';

const keywords = new Set(['true', 'false', 'null', 'in']);
const reserved = new Set([...keywords, 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);

/** Of operators that stand between two values, those that bind most tightly last. */
const binary: readonly ReadonlySet<string>[] = [new Set(['<', '<=', '>', '>=', '==', '!=', 'in']), new Set(['+', '-']), new Set(['*', '/', '%'])];

/** The terms of `&&` or `||` as a tree that is as flat as it can be: long ones would be too deep for every reader's stack. */
function balanced(name: string, terms: readonly Expr[]): Expr {
  const [first, second] = terms;
  if (!first) throw new SyntaxError(`${name} needs terms`);
  if (!second) return first;
  const half = Math.ceil(terms.length / 2);
  return call(name, balanced(name, terms.slice(0, half)), balanced(name, terms.slice(half)));
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expr {
    const tree = this.#expression();
    if (this.#token.kind !== 'end') throw this.#unexpected('the end');
    return tree;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', written: '', start: 0 };
  }

  #unexpected(wanted: string): SyntaxError {
    const { written, start } = this.#token;
    return new SyntaxError(`${written === '' ? 'the end' : written} at ${start + 1}, where ${wanted} was expected`);
  }

  #is(sign: string): boolean {
    const { kind, written } = this.#token;
    return kind === 'sign' && written === sign;
  }

  /** Whether a sign was there, and was taken. */
  #take(sign: string): boolean {
    if (!this.#is(sign)) return false;
    this.#next += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw this.#unexpected(sign);
  }

  /** A name, with those that are refused where it stands. */
  #name(refused: ReadonlySet<string>): string {
    const { kind, written } = this.#token;
    if (kind !== 'name' || refused.has(written)) throw this.#unexpected('a name');
    this.#next += 1;
    return written;
  }

  #expression(): Expr {
    const test = this.#logical('||');
    if (!this.#take('?')) return test;
    const then = this.#logical('||');
    this.#expect(':');
    return call('_?_:_', test, then, this.#expression());
  }

  #logical(sign: '||' | '&&'): Expr {
    const terms: Expr[] = [];
    do terms.push(sign === '||' ? this.#logical('&&') : this.#operation(0)); while (this.#take(sign));
    return balanced(`_${sign}_`, terms);
  }

  #operation(level: number): Expr {
    const signs = binary[level];
    if (!signs) return this.#unary();
    let left = this.#operation(level + 1);
    for (let { kind, written } = this.#token; kind !== 'text' && signs.has(written); { kind, written } = this.#token) {
      this.#next += 1;
      left = call(written === 'in' ? '@in' : `_${written}_`, left, this.#operation(level + 1));
    }
    return left;
  }

  /** Whether the next is a number with a minus that is its own. */
  #isNegative(): boolean {
    const following = this.#tokens[this.#next + 1];
    return this.#is('-') && following?.kind === 'number' && following.start === this.#token.start + 1 && !/u$/i.test(following.written);
  }

  #unary(): Expr {
    const sign = this.#is('!') ? '!' : this.#is('-') && !this.#isNegative() ? '-' : undefined;
    if (sign === undefined) return this.#member();
    let count = 0;
    while (this.#take(sign)) count += 1;
    const operand = this.#member();
    return count % 2 === 0 ? operand : call(`${sign}_`, operand);
  }

  #member(): Expr {
    let tree = this.#primary();
    for (;;) {
      if (this.#take('.')) tree = this.#field(tree);
      else if (this.#take('[')) tree = this.#index(tree);
      else return tree;
    }
  }

  #field(of: Expr): Expr {
    if (this.#take('?')) return method(of, placeholders.select, text(this.#name(keywords)));
    const name = this.#name(keywords);
    if (!this.#take('(')) return select(of, name);
    const args = this.#items(')', () => this.#expression());
    return macroOf(of, name, args, args.length) ?? method(of, name, ...args);
  }

  #index(of: Expr): Expr {
    const optional = this.#take('?');
    const key = this.#expression();
    this.#expect(']');
    return optional ? method(of, placeholders.index, key) : call('_[_]', of, key);
  }

  /** What commas part, up to a bracket; in lists and maps the last may be followed by one. */
  #items<T>(close: ')' | ']' | '}', read: () => T): readonly T[] {
    const items: T[] = [];
    const ends = (): boolean => this.#is(close) || (close !== ')' && items.length === 0 && this.#is(','));
    if (!ends()) do items.push(read()); while (this.#take(',') && (close === ')' || !this.#is(close)));
    if (close !== ')' && items.length === 0) this.#take(',');
    this.#expect(close);
    return items;
  }

  /** Marked with a `?`, it counts only if it is there. */
  #marked(placeholder: string): Expr {
    return this.#take('?') ? call(placeholder, this.#expression()) : this.#expression();
  }

  #entry(): readonly [key: Expr, value: Expr] {
    const key = this.#marked(placeholders.key);
    this.#expect(':');
    return [key, this.#expression()];
  }

  #primary(): Expr {
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (this.#take('[')) return list(...this.#items(']', () => this.#marked(placeholders.element)));
    if (this.#take('{')) return map(this.#items('}', () => this.#entry()));
    const sign = this.#isNegative() && this.#take('-') ? '-' : '';
    const { kind, written } = this.#token;
    if (kind !== 'number' && kind !== 'text') return this.#named();
    this.#next += 1;
    return kind === 'number' ? numberOf(written, sign) : quotedOf(written);
  }

  /** Variables and functions; and the three words that are values. */
  #named(): Expr {
    // From the outermost scope, of which there is no other.
    this.#take('.');
    const { written } = this.#token;
    if (keywords.has(written) && written !== 'in') {
      this.#next += 1;
      return written === 'null' ? nothing() : truth(written === 'true');
    }
    const name = this.#name(reserved);
    if (!this.#take('(')) return ident(name);
    const args = this.#items(')', () => this.#expression());
    const [field] = args;
    if (name !== 'has') return call(name, ...args);
    if (args.length !== 1 || field?.exprKind.case !== 'selectExpr') throw new SyntaxError('has() asks for one field, as in has(object.spec)');
    return tested(field.exprKind.value);
  }
}

/** Throws a SyntaxError. */
export const parse = (source: string): Expr => new Parser(tokensOf(source)).whole();
