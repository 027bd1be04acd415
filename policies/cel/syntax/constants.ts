/** Numbers and texts of CEL as values. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { bytes, double, text, unsigned, whole } from '../nodes.ts';

/** `sign` is `-` or nothing: CEL counts it to the number that it stands before. */
export function numberOf(written: string, sign = ''): Expr {
  if (/[uU]$/.test(written)) return unsigned(BigInt(written.slice(0, -1)));
  if (/^(?:0x|\d+$)/.test(written)) return whole(sign === '-' ? -BigInt(written) : BigInt(written));
  return double(Number(`${sign}${written}`));
}

const form = /^([bB]?)([rR]?)("""|'''|"|')([^]*)\3$/;
const escape = /\\(?:([abfnrtv])|(["'`\\?])|[xX]([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2})|([^]?))/g;
const controls: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function pointOf(digits: string, base: number): number {
  const point = Number.parseInt(digits, base);
  if (point > 0x10_ffff || (point >= 0xd800 && point < 0xe000)) throw new SyntaxError(`the escape ${digits} is no character`);
  return point;
}

/** Pieces between and of escapes: `byte` makes those that in bytes are one byte, and in texts a character. */
function unescaped<T>(written: string, piece: (text: string) => T, byte: (value: number) => T, wide: (point: number) => T): T[] {
  const pieces: T[] = [];
  let end = 0;
  for (const { 0: whole, index, 1: control, 2: itself, 3: hex, 4: short, 5: long, 6: octal } of written.matchAll(escape)) {
    if (index > end) pieces.push(piece(written.slice(end, index)));
    end = index + whole.length;
    const point = short ?? long;
    if (control !== undefined) pieces.push(piece(controls[control] ?? ''));
    else if (itself !== undefined) pieces.push(piece(itself));
    else if (hex !== undefined) pieces.push(byte(Number.parseInt(hex, 16)));
    else if (octal !== undefined) pieces.push(byte(Number.parseInt(octal, 8)));
    else if (point !== undefined) pieces.push(wide(pointOf(point, 16)));
    else throw new SyntaxError(`CEL has no escape ${whole}: write \\\\ for a backslash`);
  }
  return [...pieces, piece(written.slice(end))];
}

const utf8 = new TextEncoder();

function bytesOf(written: string): Uint8Array {
  const wide = (): never => {
    throw new SyntaxError('\\u and \\U are of texts: bytes are written by \\x');
  };
  return Uint8Array.from(unescaped<Iterable<number>>(written, (piece) => utf8.encode(piece), (value) => [value], wide).flatMap((piece) => [...piece]));
}

/** A text or bytes, with its quotes and prefixes. */
export function quotedOf(written: string): Expr {
  const [, isBytes = '', isRaw = '', , inner = ''] = form.exec(written) ?? [];
  if (isBytes !== '') return bytes(isRaw === '' ? bytesOf(inner) : utf8.encode(inner));
  return text(isRaw !== '' || !inner.includes('\\') ? inner : unescaped(inner, String, (value) => String.fromCodePoint(value), (value) => String.fromCodePoint(value)).join(''));
}
