/** Bytes to text: UTF-8 alone, as Kubernetes reads. */
import { isUtf8 } from 'node:buffer';
import type { Fault } from './fault.ts';
import { Source } from './source.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte);

/** The line, from 1, on which an offset of bytes lies. */
const lineAt = (bytes: Uint8Array, offset: number): number => bytes.subarray(0, offset).reduce((line, byte) => line + (byte === 0x0a ? 1 : 0), 1);

/** A line feed is never part of a longer character, so the first line that is broken alone holds the first broken byte. */
function brokenLine(bytes: Uint8Array): number {
  for (let line = 1, start = 0; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

/** Why bytes are no text. */
function faultIn(file: string, bytes: Uint8Array): Fault | undefined {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return { code: 'encoding', file, line: 1, message: 'this is UTF-16: save it as UTF-8' };
  const zero = bytes.indexOf(0);
  if (zero !== -1) return { code: 'binary', file, line: lineAt(bytes, zero), message: `byte ${zero} is zero, so this is no text: name files of YAML or JSON` };
  return isUtf8(bytes) ? undefined : { code: 'encoding', file, line: brokenLine(bytes), message: 'this line is no UTF-8: save the file as UTF-8' };
}

const mark = '\ufeff';

/** The text of a file without its byte order mark, or why it has none. */
export const decode = (file: string, bytes: Uint8Array): Source | Fault => faultIn(file, bytes) ?? new Source(file, utf8.decode(bytes));

/** A byte that no text has; and what a reader puts in place of bytes that are no UTF-8. Each is searched for apart, which is sooner done than by a pattern. */
const doubtful: readonly string[] = ['\0', '\ufffd'];

/**
 * The same of a text that was read as UTF-8 whatever the bytes were, which Node.js does in half the time. Where it may have hidden something, `bytes`
 * are asked.
 */
export function sound(file: string, text: string, bytes: () => Uint8Array): Source | Fault {
  if (doubtful.some((one) => text.includes(one))) return decode(file, bytes());
  return new Source(file, text.startsWith(mark) ? text.slice(mark.length) : text);
}
