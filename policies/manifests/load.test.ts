import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { faultText, load, locationText, readManifests, type Loaded } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Loaded => readManifests('f.yaml', bytes(text));
const objects = (text: string) => read(text).manifests.map(({ object }) => object);
const faults = (text: string): string[] => read(text).faults.map(faultText);
const configMap = (name: string, data = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${data}`;

describe('documents', () => {
  it('are several in one file, with comments, empty ones and directives between', () => {
    const text = `# first\n${configMap('a')}---\n---\n# nothing\n--- # second\n${configMap('b')}...\n%YAML 1.2\n---\n${configMap('c')}`;
    expect(read(text).manifests.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(faults(text)).toEqual([]);
  });

  it('are the items of lists, which may leave their kind out', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Service, metadata: {name: a}}\n  - apiVersion: v1\n    kind: PodList\n    items:\n      - metadata:\n          name: b\n';
    const { manifests } = read(text);
    expect(manifests.map(({ title }) => title)).toEqual(['Service a', 'Pod b']);
    expect(locationText(manifests[1]?.locate('metadata', 'name') ?? { file: '', line: 0, column: 0 })).toBe('f.yaml:9:11');
  });

  it('may be JSON, indented with tabs', () => {
    expect(objects('{\n\t"apiVersion": "v1",\n\t"kind": "ConfigMap",\n\t"metadata": {"name": "a"}\n}')).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
  });

  it('may have carriage returns and a byte order mark', () => {
    const { manifests, faults: none } = read(`\ufeff${configMap('a', 'data:\n  x: y\n')}`.replaceAll('\n', '\r\n'));
    expect(none).toEqual([]);
    expect(manifests[0]?.locate('data', 'x')).toEqual({ file: 'f.yaml', line: 6, column: 3 });
  });

  it('share by anchors and merge keys, whose places are their own', () => {
    const { manifests: [one] } = read(configMap('a', 'data: &d\n  x: v\nmore:\n  <<: *d\n  z: w\nagain: *d\n'));
    expect(one?.object).toMatchObject({ more: { x: 'v', z: 'w' }, again: { x: 'v' } });
    expect([one?.locate('more', 'z').line, one?.locate('more', 'x').line, one?.locate('again').line]).toEqual([9, 6, 10]);
  });
});

describe('scalars', () => {
  it('are what Kubernetes reads: whole numbers apart, old octals, on and off, dates as text', () => {
    const [object] = objects(configMap('a', 'data: {int: 1, float: 1.5, whole: 1.0, octal: 0644, hex: 0x1f, big: 9007199254740993, huge: 99999999999999999999, on: on, letter: y, other: N, date: 2026-11-25, time: 1:30, nothing: ~, text: "1", exp: 1e3}'));
    expect(object?.['data']).toEqual({ int: 1n, float: 1.5, whole: 1, octal: 420n, hex: 31n, big: 9007199254740993n, huge: 1e20, true: true, letter: true, other: false, date: '2026-11-25', time: '1:30', nothing: null, text: '1', exp: 1000 });
  });

  it.each([['0_', 0n], ['+_3', 3n], ['1_000', 1000n], ['0X1F', 31n], ['0B11', 3n], ['0O17', 15n], ['-0b_1', -1n], ['0b_', '0b_'], ['0o_', '0o_'], ['0x', '0x'], ['_1', '_1'], ['+', '+']])('are numbers if a digit is left without underscores: %s', (written, value) => {
    expect(objects(configMap('a', `data: {v: ${written}}`))[0]?.['data']).toEqual({ v: value });
  });
});

describe('a fault', () => {
  it.each([
    ['an empty file', '', 'f.yaml:1: holds no object'],
    ['comments alone', '# nothing\n---\n', 'f.yaml:1: holds no object'],
    ['a key twice', configMap('a', 'data:\n  x: 1\n  x: 2\n'), 'f.yaml:7:3: x: this key stands twice in one object, and readers differ on which counts: keep one'],
    ['a tab', configMap('a', 'data:\n\tx: 1\n'), 'f.yaml:6:1: a tab, which YAML does not take as indentation: use spaces'],
    ['a text', 'hello\n', 'f.yaml:1:1: holds the text hello, which is no Kubernetes object: leave it out, or name the files that hold some'],
    ['other YAML', 'apiVersion: v2\nname: chart\n', 'f.yaml:1:1: holds an object without kind, which is no Kubernetes object: leave it out, or name the files that hold some'],
    ['a list of none', 'apiVersion: v1\nkind: List\nitems:\n  - 7\n', 'f.yaml:4:5: holds the bigint 7, which is no Kubernetes object: leave it out, or name the files that hold some'],
    ['depth', `${configMap('a')}data: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, expect.stringMatching(/^f\.yaml:5:\d+: nested deeper than 500: no Kubernetes object is$/)],
    ['a circle', configMap('a', 'data: &d\n  x: *d\n'), 'f.yaml:1:1: its aliases, written out, make more than 100000 values: write out what is meant'],
    ['laughter', configMap('a', `l0: &l0 [x]\n${Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(', ')}]\n`).join('')}`), 'f.yaml:1:1: its aliases, written out, make more than 100000 values: write out what is meant'],
    ['an unclosed quote', configMap('a', 'data: "x\n'), expect.stringMatching(/^f\.yaml:\d+:\d+: no YAML: /)],
  ])('has file and line: %s', (_, text, expected) => {
    expect(faults(text)).toEqual([expected]);
  });

  it('leaves the other documents', () => {
    const { manifests, faults: [fault] } = read(`${configMap('a')}---\nx: [\n---\n${configMap('b')}`);
    expect(manifests.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(fault).toMatchObject({ code: 'syntax', file: 'f.yaml' });
    expect(fault?.line).toBeGreaterThanOrEqual(6);
  });

  it('is told of bytes that are no text', () => {
    expect(readManifests('f', new Uint8Array([...bytes('a: b\nc: '), 0xc3, 0x28, 0x0a])).faults).toEqual([{ code: 'encoding', file: 'f', line: 2, message: 'this line is no UTF-8: save the file as UTF-8' }]);
    expect(readManifests('f', new Uint8Array([0x0a, 0x0a, 0, 1])).faults).toMatchObject([{ code: 'binary', line: 3 }]);
    expect(readManifests('f', new Uint8Array([0xff, 0xfe, 0x61, 0])).faults).toMatchObject([{ code: 'encoding', line: 1 }]);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bytes-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['text', bytes(configMap('a', 'data: {price: "7 €"}'))],
    ['a byte order mark', bytes(`\ufeff${configMap('a')}`)],
    ['a replacement character', bytes(configMap('a', 'data: {x: "\ufffd"}'))],
    ['broken bytes', new Uint8Array([...bytes('a: b\nc: '), 0xc3, 0x28, 0x0a])],
    ['a zero', bytes('a: b\nc: \0')],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0])],
    ['nothing', new Uint8Array()],
  ])('are read as their bytes are: %s', (_, content) => {
    const file = join(folder, 'f.yaml');
    writeFileSync(file, content);
    const [one, other] = [load([file]), readManifests(file, content)];
    expect(one.faults).toEqual(other.faults);
    expect(one.manifests.map(({ object }) => object)).toEqual(other.manifests.map(({ object }) => object));
    expect(one.manifests[0]?.locate('metadata')).toEqual(other.manifests[0]?.locate('metadata'));
  });
});

describe('paths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-manifests-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'below', 'node_modules'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'b.yml'), configMap('b'));
  writeFileSync(join(folder, 'below', 'a.json'), '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}');
  writeFileSync(join(folder, 'below', 'node_modules', 'x.yaml'), configMap('x'));
  writeFileSync(join(folder, 'notes.txt'), 'notes');

  it('are files and folders, read in one order', () => {
    expect(load([folder]).manifests.map(({ name, file }) => [name, file])).toEqual([['b', join(folder, 'b.yml')], ['a', join(folder, 'below', 'a.json')]]);
  });

  it('that lead nowhere are told beside what could be read', () => {
    const { manifests, faults: told } = load([join(folder, 'missing.yaml'), join(folder, 'empty'), join(folder, 'b.yml')]);
    expect(manifests).toHaveLength(1);
    expect(told.map(({ code }) => code)).toEqual(['unreadable', 'empty']);
  });
});
