/** Comma-separated values with a heading (RFC 4180). */
import { SettlementFileError } from './file.ts';

export interface Row {
  /** From 1, the heading included; lines inside quotes count as well. */
  readonly number: number;
  readonly row: Readonly<Record<string, string>>;
}

/** One field and what ends it: a comma, the end of a line, or the end of the text. */
const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

interface Fields {
  readonly number: number;
  readonly fields: readonly string[];
}

function rowsOf(text: string): Fields[] {
  const rows: Fields[] = [];
  let fields: string[] = [];
  let line = 1;
  let started = line;
  field.lastIndex = 0;
  while (field.lastIndex < text.length || fields.length > 0) {
    const match = field.exec(text);
    if (!match) throw new SettlementFileError([`line ${line}: a quote is not closed, or stands in the middle of a field`]);
    const [whole, quoted, plain = '', end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    // An empty line is no row.
    if (fields.length > 1 || fields[0] !== '') rows.push({ number: started, fields });
    fields = [];
    started = line;
  }
  return rows;
}

/** Rows by the names of the heading. Throws a {@link SettlementFileError} where a wanted column is absent or a row has another width. */
export function parseCsv(text: string, wanted: readonly string[]): Row[] {
  const [heading, ...rows] = rowsOf(text.replace(/^\uFEFF/, ''));
  const names = heading?.fields.map((name) => name.trim()) ?? [];
  const absent = wanted.filter((name) => !names.includes(name));
  if (absent.length > 0) throw new SettlementFileError(absent.map((name) => `the heading has no column "${name}"`));
  const faults = rows.filter(({ fields }) => fields.length !== names.length).map(({ number, fields }) => `line ${number}: ${fields.length} fields under a heading of ${names.length}`);
  if (faults.length > 0) throw new SettlementFileError(faults);
  return rows.map(({ number, fields }) => ({ number, row: Object.fromEntries(names.map((name, i) => [name, (fields[i] ?? '').trim()])) }));
}
