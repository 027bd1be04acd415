/** Lines and columns count from 1, columns in UTF-16 code units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Location extends Position {
  readonly file: string;
}

/** `file:line:column`, which terminals and editors open. */
export const locationText = ({ file, line, column }: Location): string => `${file}:${line}:${column}`;

/** A file's text, which can say where an offset lies. */
export class Source {
  readonly file: string;
  readonly text: string;
  #starts: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  locate(offset: number): Location {
    const starts = (this.#starts ??= lineStarts(this.text));
    const line = lastAtMost(starts, offset);
    return { file: this.file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** The index of the last of some ascending numbers that is not above `limit`. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
