/**
 * String extensions by code points, as cel-go counts; the package counts UTF-16 code units, and its `split` and `replace` lose what is beyond
 * a limit. And Kubernetes' library of regular expressions.
 */
import { celList, celMethod, CelScalar, type CelFunc } from '@bufbuild/cel';
import { found } from '../patterns.ts';

const { DYN, INT, STRING } = CelScalar;

function within(index: bigint, most: number): number {
  if (index < 0n || index > BigInt(most)) throw new RangeError(`index out of range: ${index}`);
  return Number(index);
}

function charAt(text: string, index: bigint): string {
  const points = [...text];
  return points[within(index, points.length)] ?? '';
}

const startsAt = (points: readonly string[], part: readonly string[], at: number): boolean => part.every((point, i) => points[at + i] === point);

function indexOf(text: string, part: string, from: bigint): bigint {
  const [points, wanted] = [[...text], [...part]];
  if (part === '') return from;
  for (let at = within(from, points.length); at + wanted.length <= points.length; at += 1) if (startsAt(points, wanted, at)) return BigInt(at);
  return -1n;
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const [points, wanted] = [[...text], [...part]];
  const last = from === undefined ? points.length - wanted.length : Math.min(within(from, points.length), points.length - wanted.length);
  for (let at = last; at >= 0; at -= 1) if (startsAt(points, wanted, at)) return BigInt(at);
  return -1n;
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = [...text];
  const [from, to] = [within(start, points.length), end === undefined ? points.length : within(end, points.length)];
  if (from > to) throw new RangeError(`invalid substring range. start: ${from}, end: ${to}`);
  return points.slice(from, to).join('');
}

/** At most `limit` parts, the last of them with all that is left; all where it is negative. */
function split(text: string, by: string, limit: bigint): string[] {
  if (limit === 0n) return [];
  const parts = by === '' ? [...text] : text.split(by);
  const most = Number(limit);
  return limit < 0n || parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(by)];
}

/** Replaces the first `limit`, or all where it is negative. */
function replace(text: string, part: string, by: string, limit: bigint): string {
  if (part === '') {
    const points = [...text];
    const most = limit < 0n ? points.length + 1 : Number(limit);
    return [...points.map((point, i) => (i < most ? by : '') + point), points.length < most ? by : ''].join('');
  }
  const parts = text.split(part);
  return parts.reduce((before, after, i) => `${before}${limit < 0n || BigInt(i) <= limit ? by : part}${after}`);
}

export const texts: readonly CelFunc[] = [
  celMethod('charAt', STRING, [INT], STRING, function (index) { return charAt(this, index); }),
  celMethod('indexOf', STRING, [STRING], INT, function (part) { return indexOf(this, part, 0n); }),
  celMethod('indexOf', STRING, [STRING, INT], INT, function (part, from) { return indexOf(this, part, from); }),
  celMethod('lastIndexOf', STRING, [STRING], INT, function (part) { return lastIndexOf(this, part); }),
  celMethod('lastIndexOf', STRING, [STRING, INT], INT, function (part, from) { return lastIndexOf(this, part, from); }),
  celMethod('substring', STRING, [INT], STRING, function (start) { return substring(this, start); }),
  celMethod('substring', STRING, [INT, INT], STRING, function (start, end) { return substring(this, start, end); }),
  celMethod('split', STRING, [STRING], DYN, function (by) { return celList(split(this, by, -1n)); }),
  celMethod('split', STRING, [STRING, INT], DYN, function (by, limit) { return celList(split(this, by, limit)); }),
  celMethod('replace', STRING, [STRING, STRING], STRING, function (part, by) { return replace(this, part, by, -1n); }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (part, by, limit) { return replace(this, part, by, limit); }),
  celMethod('find', STRING, [STRING], STRING, function (expression) { return found(this, expression, 1)[0] ?? ''; }),
  celMethod('findAll', STRING, [STRING], DYN, function (expression) { return celList(found(this, expression)); }),
  celMethod('findAll', STRING, [STRING, INT], DYN, function (expression, limit) { return celList(found(this, expression, limit < 0n ? undefined : Number(limit))); }),
];
