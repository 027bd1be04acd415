import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { textOf } from '../constructs/tree.ts';
import { dev } from '../environments/dev.ts';
import { stacksFor } from './support/trees.ts';

const yamlOf = (content: object): string => textOf({ path: '', content });

/** Kubernetes' tools read 1.1, most others 1.2. */
const versions = ['1.1', '1.2'] as const;

/** Texts that YAML reads as something else when they stand bare, or that cannot stand bare. */
const tricky = fc.constantFrom('', ' ', 'y', 'No', 'NULL', '~', '1', '-1', '1.5', '1e3', '0x1f', '0o17', '017', '1:20', '.', 'e1', '0_8', '0_E0', '0x_', '1_000.5', '.inf', '9e999', '2026-11-27', '2026-11-27T06:00:00Z', '<<', '=', '- a', 'a: b', 'a #b', 'a:', 'a ', ' a', '#a', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a', '{a}', '[a]', "'a'", '"a"', 'a\nb', 'a\n', 'a\n\n', '\na', ' a\nb', 'a\n b\n\nc\n', 'a\t\nb', 'a\r\nb', '---', '...', 'a\u2028b', '\u0085', '\ufeff', '\u007f', '\ud800', 'é’', '/a', 'a\\b', '\0', 'a\n---\nb', '? a', ',a', '🛒', 'a🛒\nb');
const text = fc.oneof(tricky, fc.string({ unit: 'binary' }), fc.string(), fc.array(tricky, { maxLength: 3 }).map((parts) => parts.join('')));
/** Field names, labels, annotations and file names. */
const key = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._/-]{0,20}$/), fc.constantFrom('y', 'No', 'null', '1', '1.5', '0x1f', '017', '2026-11-27', '~', '<<', '=')).filter((one) => one !== '__proto__');
const { object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }).map((one) => one + 0), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

describe('the text of an object', () => {
  it.each(versions)('says what it was given, read as version %s', (version) => {
    fc.assert(
      fc.property(object, (value) => {
        expect(parse(yamlOf(value), { version })).toEqual(value);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['0X1F', '0B1', '0O17', '-0X1F', '+_3', '-_1', '0b_1', '1_.'])('quotes what go-yaml alone takes for a number: %s', (one) => {
    expect(yamlOf({ value: one })).toBe(`value: '${one}'\n`);
  });

  it('says of every object of the tree what the object is', () => {
    for (const one of stacksFor(dev).flatMap(({ objects }) => objects)) expect(parse(yamlOf(one))).toEqual(one);
  });
});
