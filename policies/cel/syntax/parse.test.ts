import { describe, expect, it } from '@jest/globals';
import { parse as published } from '@bufbuild/cel';
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { getConformanceSuite, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';
import { isObjectRule } from '../../rule.ts';
import { rules } from '../../rules/index.ts';
import { textsOf } from '../../texts.ts';
import { parse } from './parse.ts';
import { placeholders } from './placeholders.ts';

/** A tree without what bears on nothing: ids, and the order in which fields were set. */
const plain = (tree: unknown): string =>
  JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'id') return undefined;
    if (typeof value === 'bigint' || typeof value === 'number') return `${typeof value} ${String(value)}`;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  });

function outcome(read: () => Expr | undefined): string {
  try {
    return plain(read());
  } catch {
    return 'refused';
  }
}

const texts = (suite: IncrementalTestSuite): string[] => [...suite.tests.map(({ original }) => original.expr), ...suite.suites.flatMap(texts)];

/** What API servers do not have (messages written out, names in backticks), and what the published parser has not (optional values). */
const absent = /\w(?:\s|\/\/.*)*\{|`|[.[{(,]\s*\?/;

const conformance = [...new Set(getConformanceSuite().suites.flatMap(texts))].filter((text) => !absent.test(text));

const hard = [
  '-1', '- 1', '1-1', '1 -1', '1--1', '-1.5e3', '.5 + 1.', '0x1F', '-0x1f', '7u', '!!a', '!-1', '-a', '---a', '-(1)', '!(a == b)', '1.size()', 'a.b.c[0]["d"].e(f)(g)',
  'a ? b : c ? d : e', '(a ? b : c) ? d : e', 'a ? b ? c : d : e', 'a ? b || c : d', 'a || b || c || d || e', 'a && b && c || d && e && f && g', 'a < b == c', 'a in b in c', 'a in [1, 2,]', '{1: 2, "a": {},}', '[,]', '{,}', '[1,,]', '[,1]', 'f(a,)', 'f()', 'a.f(b, c)',
  'has(a.b)', 'has(a.b.c) && has(a["b"].c)', 'a.all(x, x > 1)', 'a.all(x.y, x)', 'a.all(x)', 'a.map(x, y, z)', 'a.filter(x, a.exists(y, y == x))', 'a.exists_one(x, x)', 'a.existsOne(x, x)', 'true', 'nullable', 'null', 'a.true', 'a.namespace', 'a.package()', 'namespace', 'for.a', 'a.in', 'in', '.a.b', '.f(a)',
  "'a\\n\\x41\\u00e9\\U0001F600\\101\\'\\?'", "r'\\d\\'", 'R"\\d"', '"""a\n"b" """', "'''a'b'''", "b'\\xff\\101é'", "br'\\x'", '"a\nb"', "'a", 'a // comment\n + b', '// only\n1', '', '(', 'a b', 'a.', 'a[', 'a ++ b', '1 = 2', '#', '"a" "b"', 'rb"a"', "'\\ud800'",
];

describe('trees of texts without optional values', () => {
  it('are those of the published parser, and what one refuses the other does', () => {
    const all = [...hard, ...conformance];
    expect(all.length).toBeGreaterThan(1000);
    const differing = all.map((text) => [text, outcome(() => parse(text)), outcome(() => published(text).expr)] as const).filter(([, own, other]) => own !== other);
    expect(differing.map(([text, own]) => `${own === 'refused' ? 'refused' : 'read'}: ${text}`)).toEqual([]);
  });
});

it('differ from the published parser where it differs from that of API servers', () => {
  expect(outcome(() => parse('-7u'))).toBe(outcome(() => published('-(7u)').expr));
  expect(() => parse('b"\\u0041"')).toThrow('bytes are written by');
  expect(() => parse("'\\d'")).toThrow('CEL has no escape');
});

describe('trees of texts with optional values', () => {
  it.each([
    ['a.?b.c', `a.${placeholders.select}("b").c`],
    ['a[?b + 1]', `a.${placeholders.index}(b + 1)`],
    ['[?a, b]', `[${placeholders.element}(a), b]`],
    ['{?a: b ? c : d}', `{${placeholders.key}(a): b ? c : d}`],
    ['a ? [?b] : c.? d', `a ? [${placeholders.element}(b)] : c.${placeholders.select}("d")`],
    ["'a.?b' // [?c]\n.?d", `'a.?b'.${placeholders.select}("d")`],
  ])('%s', (text, calls) => {
    expect(plain(parse(text))).toBe(plain(published(calls).expr));
  });

  it.each(['a.?', 'a.?b()', 'a[?]', 'f(?a)', '?a', '[a, ?]', '{a: ?b}', 'has(a.?b)'])('is no text: %s', (text) => {
    expect(() => parse(text)).toThrow(SyntaxError);
  });
});

it('reads what every rule says', () => {
  for (const rule of rules) if (isObjectRule(rule)) for (const { holds, message, alone } of textsOf(rule)) for (const text of [holds, message, alone]) expect(parse(text)).toBeDefined();
});
