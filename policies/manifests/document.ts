/** One document of a file: its value, or why it has none. */
import { constructFromEvents, EVENT_ID, type Event } from 'js-yaml';
import { eventsOf, maxDepth, Misread, reading, type Events } from './events.ts';
import { mostExpanded, sizeOf } from './expansion.ts';
import type { Fault, FaultCode } from './fault.ts';
import type { Part } from './parts.ts';
import { kubernetesSchema } from './schema.ts';
import type { Source } from './source.ts';
import type { Value } from './value.ts';

export interface ParsedDocument {
  readonly source: Source;
  readonly part: Part;
  readonly value: Value;
}

const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
  [/duplicated mapping key/, 'duplicate-key', 'this key stands twice in one object, and readers differ on which counts: keep one'],
  [/maxDepth/, 'too-deep', `nested deeper than ${maxDepth}: no Kubernetes object is`],
  [/merge keys exceeded|abnormal merge/, 'expansion', 'merges too many keys: write them out'],
  [/\btab/i, 'tab', 'a tab, which YAML does not take as indentation: use spaces'],
];

/** A scalar may begin with no tab in YAML, and the parser's word for it differs by place: what stands there decides. */
const tabBefore = (text: string, offset: number): boolean => /(?:^|\n)[ ]*\t[^\n]*$/.test(text.slice(0, offset + 1));

/** What a chart holds before it is rendered is no YAML yet: a line begins with an action, or a value is one. */
const action = /^[ \t]*(?:- +)*(?:[\w./-]+: +)?\{\{/m;
const rendering = 'it is a template: judge what helm template writes';

function faultOf(source: Source, { start, end }: Part, { message: reason, offset }: Misread): Fault {
  const text = source.text.slice(start, end);
  const place = source.locate(start + offset);
  const [, code, message] = causes.find(([pattern]) => pattern.test(reason)) ?? (tabBefore(text, offset) ? (causes.at(-1) ?? []) : []);
  const key = code === 'duplicate-key' ? `${/^[^\s:,{}]*/.exec(text.slice(offset))?.[0] ?? ''}: ` : '';
  return { ...place, code: code ?? 'syntax', message: `${key}${message ?? `no YAML: ${reason}${action.test(text) ? `; ${rendering}` : ''}`}` };
}

/** The value of what was read from a text, of which it must hold one. */
const valueOf = (read: Events): unknown =>
  reading(read, (text) => {
    const [value, ...others] = constructFromEvents(read.events, { source: text, schema: kubernetesSchema });
    if (others.length > 0) throw new Misread('a second document without a marker', 0);
    return value;
  });

const hasAlias = (events: readonly Event[]): boolean => events.some(({ type }) => type === EVENT_ID.ALIAS);

/** What the schema makes: nothing but its own scalars, arrays and plain objects. */
const isValue = (value: unknown): value is Value => value !== undefined;

export function parseDocument(source: Source, part: Part): ParsedDocument | Fault {
  const text = source.text.slice(part.start, part.end);
  try {
    const read = eventsOf(text);
    const value = valueOf(read);
    if (!isValue(value)) return { ...source.locate(part.start), code: 'empty', message: 'this document is empty' };
    if (text.includes('*') && hasAlias(read.events) && sizeOf(value) > mostExpanded) return { ...source.locate(part.start), code: 'expansion', message: `its aliases, written out, make more than ${mostExpanded} values: write out what is meant` };
    return { source, part, value };
  } catch (error) {
    if (error instanceof Misread) return faultOf(source, part, error);
    if (error instanceof RangeError) return { ...source.locate(part.start), code: 'too-deep', message: `nested deeper than ${maxDepth}: no Kubernetes object is` };
    throw error;
  }
}
