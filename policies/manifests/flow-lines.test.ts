import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseManifests, Source, type Manifest } from './index.ts';

function only(text: string): Manifest {
  const { manifests, faults } = parseManifests(new Source('map.yaml', text));
  expect(faults).toEqual([]);
  const [manifest] = manifests;
  if (!manifest) throw new Error('nothing was read');
  return manifest;
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

/** An entry of the object: the line with its key and those after it, of which `free` may be indented as one likes. */
interface Entry {
  readonly first: string;
  readonly rest: readonly string[];
  readonly free: boolean;
}

const lines = (text: string): readonly [string, ...string[]] => {
  const [first = '', ...rest] = text.split('\n');
  return [first, ...rest];
};

const comment = fc.constantFrom('', '', " # it's ] {", ' # "', '  ');
const word = fc.constantFrom('x', 'a b', "it's", '"', '[', ']', '{', '}', '#', ' #', ': ', ',', '\\', '&a', '|', '-', '');
const flow = fc.tuple(fc.jsonValue({ maxDepth: 3, noUnicodeString: true }).filter((value) => typeof value === 'object' && value !== null), fc.array(comment, { minLength: 40, maxLength: 40 }))
  .map(([value, comments]): Entry => {
    const [first, ...rest] = lines(JSON.stringify(value, undefined, 2));
    const commented = rest.map((line, i) => line.trimStart() + (comments[i % comments.length] ?? ''));
    return { first, rest: commented, free: true };
  });
const single = fc.array(word, { minLength: 1, maxLength: 4 }).map((words): Entry => {
  const [first, ...rest] = words.map((one) => one.replaceAll("'", "''").trim());
  return { first: `'${first ?? ''}`, rest: [...rest, "end'"], free: true };
});
const double = fc.array(word, { minLength: 1, maxLength: 4 }).map((words): Entry => {
  const [first, ...rest] = words.map((one) => JSON.stringify(one.trim()).slice(1, -1));
  return { first: `"${first ?? ''}`, rest: [...rest, 'end"'], free: true };
});
const literal = fc.tuple(fc.constantFrom('|', '>', '|-', '>+'), fc.array(word, { minLength: 1, maxLength: 4 })).map(([first, rest]): Entry => ({ first, rest: rest.map((one) => `.${one}`), free: false }));
const plain = fc.array(fc.constantFrom('[x', '{', '"', "it's", 'y]', 'a#b', '- z'), { maxLength: 3 }).map((rest): Entry => ({ first: 'text', rest, free: false }));
const prefix = fc.constantFrom('', '- ', '- - ', 'inner: ', '"quoted key": ', "'it''s': ", '- key: ', '&anchor ');
const entries = fc.array(fc.tuple(prefix, fc.oneof(flow, single, double, literal, plain)), { minLength: 1, maxLength: 5 });

/** The object, with lines that may be indented anyhow indented by what `spaces` gives for a line of which the parser wants `wanted`. */
function written(made: readonly (readonly [string, Entry])[], spaces: (wanted: number) => number): string {
  const body = made.map(([before, { first, rest, free }], i) => {
    const start = before === '' || before.startsWith('&') ? `  k${i}: ${before}` : `  k${i}:\n    ${before}`;
    const wanted = (lines(start).at(-1) ?? '').length + 1;
    return [start + first, ...rest.map((line) => ' '.repeat(free ? spaces(wanted) : wanted) + line)].join('\n');
  });
  return `${head}data:\n${body.join('\n')}\n`;
}

/** Every path of a value, fields and items. */
const pathsOf = (value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] => [
  path,
  ...(Array.isArray(value) ? value.flatMap((item, i) => pathsOf(item, [...path, i])) : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key])) : []),
];

/** What stands where a manifest says that a field is. */
function standing(text: string, manifest: Manifest): readonly string[] {
  const all = text.split('\n');
  return pathsOf(manifest.object).map((path) => {
    const { line, column } = manifest.locate(...path);
    return `${line}: ${all[line - 1]?.slice(column - 1) ?? ''}`;
  });
}

describe('lines in brackets, braces and quotes', () => {
  it('say the same however they are indented, and stand where they stand', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(12), { minLength: 30, maxLength: 30 }), (made, indentations) => {
        const strict = written(made, (wanted) => wanted);
        let next = 0;
        const loose = written(made, () => indentations[next++ % indentations.length] ?? 0);
        const [one, other] = [only(strict), only(loose)];
        expect(other.object).toEqual(one.object);
        expect(standing(loose, other)).toEqual(standing(strict, one));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a list that ends below its key', 'data:\n  a: [\n    x,\n  ]\n', { a: ['x'] }],
    ['an object at the first column', 'data: {\na: b,\n}\n', { a: 'b' }],
    ['a quoted text', 'data:\n  a: "x\n y"\n', { a: 'x y' }],
    ['an item', 'data:\n- a: {\n  b: c\n  }\n', [{ a: { b: 'c' } }]],
    ['after brackets in a literal, a plain text and a comment', 'data:\n  l: |\n    [ "\n  p: text\n    [x\n  # {\n  a: [\n  ]\n', { l: '[ "\n', p: 'text [x', a: [] }],
    ['after a literal in the same item', 'data:\n- l: |\n    [\n  a: [\n  ]\n', [{ l: '[\n', a: [] }]],
    ['with carriage returns', 'data:\r\n  a: [\r\n    x,\r\n  ]\r\n', { a: ['x'] }],
  ])('are read: %s', (_, text, data) => {
    expect(only(head + text).object['data']).toEqual(data);
  });

  it('below a directive and a marker', () => {
    expect(only(`%YAML 1.2\n---\n${head}data: [\n]\n`).object['data']).toEqual([]);
  });

  it.each([
    ['a list without its end', 'data: [\nx\n', 6, /unexpected end/],
    ['a fault after one that is no fault', 'data:\n  a: [\n  ]\n  b: [ c d: e f ] g\n', 7, /./],
    ['a plain text', 'data:\n  a: x\n  y\n', 6, /':' after a mapping key/],
  ])('are told where they are wrong: %s', (_, text, line, message) => {
    expect(parseManifests(new Source('map.yaml', head + text))).toMatchObject({ manifests: [], faults: [{ code: 'syntax', line, message: expect.stringMatching(message) }] });
  });

  it('may be many', () => {
    const many = `${head}data:\n${Array.from({ length: 20_000 }, (_, i) => `  k${i}: [\n    x,\n  ]\n`).join('')}`;
    expect(Object.keys(only(many).object['data'] ?? {})).toHaveLength(20_000);
  });
});

describe('a template', () => {
  it('is told as one', () => {
    expect(parseManifests(new Source('t.yaml', 'kind: Pod\nmetadata:\n  labels: {{ include "labels" . }}\n'))).toMatchObject({ faults: [{ message: expect.stringContaining('helm template') }] });
  });
});
