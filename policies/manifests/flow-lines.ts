/**
 * Lists in brackets, objects in braces and quoted texts whose later lines are indented no more than what they belong to:
 *
 *     args: [
 *       "--leader-elect",
 *     ]
 *
 * YAML 1.2 asks for more, and so does the parser. go-yaml does not, so that `kubectl apply` takes them and people write them. Indented further they say the
 * same, for white space at the start of such a line means nothing.
 */

/** A place at which spaces are put into a text. */
interface Insertion {
  /** In the text as it was. */
  readonly offset: number;
  readonly spaces: number;
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t';
const isBreak = (character: string): boolean => character === '\n' || character === '\r';
const isEnd = (character: string): boolean => character === '' || isBlank(character) || isBreak(character);
const isFlowIndicator = (character: string): boolean => character !== '' && ',[]{}'.includes(character);

/** Goes through a document once, and tells block from flow, of which nothing else is asked. */
class Scanner {
  readonly #text: string;
  readonly insertions: Insertion[] = [];
  #at = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** From the start of a line in block context to the start of the next one, which may be many lines later. */
  scan(): readonly Insertion[] {
    while (this.#at < this.#text.length) this.#blockLine();
    return this.insertions;
  }

  #peek(ahead = 0): string {
    return this.#text.charAt(this.#at + ahead);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #nextLine(): void {
    this.#skip(/[^\r\n]*/y);
    this.#skip(/\r\n|\r|\n/y);
    this.#lineStart = this.#at;
  }

  /** Over the lines that belong to a value by being indented more than its parent. */
  #skipDeeper(parent: number): void {
    for (this.#nextLine(); this.#at < this.#text.length; this.#nextLine()) {
      const indentation = this.#skip(/ */y).length;
      const blank = this.#at === this.#text.length || isBreak(this.#peek());
      if (!blank && indentation <= parent) break;
    }
    this.#at = this.#lineStart;
  }

  #blockLine(): void {
    if (this.#peek() === '%') return this.#nextLine();
    let parent = this.#skip(/---(?=[ \t\r\n]|$)/y) === '' ? undefined : -1;
    for (;;) {
      this.#skip(/[ \t]*/y);
      const character = this.#peek();
      const column = this.#at - this.#lineStart;
      if (character === '' || isBreak(character) || character === '#') return this.#nextLine();
      if ('-?:'.includes(character) && isEnd(this.#peek(1))) {
        parent = column;
        this.#at += 1;
      } else if (character === '&' || character === '!') this.#skip(/[^ \t\r\n]+/y);
      else if (!this.#node(character, column)) return this.#skipDeeper(parent ?? column - 1);
      else parent = column;
    }
  }

  /** A key or a value, a literal text's mark among them. Whether it was a key, so that the line goes on. */
  #node(character: string, column: number): boolean {
    if (character === '"' || character === "'") this.#quoted(character, column);
    else if (character === '[' || character === '{') this.#collection(column);
    else return this.#plainKey();
    this.#skip(/[ \t]*/y);
    if (this.#peek() !== ':' || !isEnd(this.#peek(1))) return false;
    this.#at += 1;
    return true;
  }

  #plainKey(): boolean {
    const found = this.#skip(/(?:[^\r\n: \t]|:(?![ \t\r\n]|$)|[ \t]+(?![#: \t]|$))+(?=[ \t]*:(?:[ \t\r\n]|$))/y);
    if (found === '') return false;
    this.#skip(/[ \t]*:/y);
    return true;
  }

  /** The end of a line within what began in `column`. */
  #breakWithin(column: number): void {
    this.#nextLine();
    const spaces = this.#skip(/ */y).length;
    if (spaces <= column && !isBreak(this.#peek())) this.insertions.push({ offset: this.#lineStart, spaces: column + 1 - spaces });
  }

  #quoted(quote: '"' | "'", column: number): void {
    for (this.#at += 1; this.#at < this.#text.length; ) {
      const character = this.#peek();
      if (isBreak(character)) this.#breakWithin(column);
      else if (quote === '"' && character === '\\' && !isBreak(this.#peek(1))) this.#at += 2;
      else if (character === quote && quote === "'" && this.#peek(1) === quote) this.#at += 2;
      else if (character === quote) {
        this.#at += 1;
        return;
      } else this.#at += 1;
    }
  }

  #collection(column: number): void {
    let depth = 0;
    /** Whether a quote would begin a text here: within a plain one it is a letter like any other. */
    let starts = true;
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      if (isBreak(character)) this.#breakWithin(column);
      else if (isBlank(character)) this.#skip(/[ \t]+/y);
      else if (character === '#' && isEnd(this.#text.charAt(this.#at - 1))) this.#skip(/[^\r\n]*/y);
      else if (starts && (character === '&' || character === '!')) this.#skip(/[^ \t\r\n,[\]{}]+/y);
      else if (starts && (character === '"' || character === "'")) {
        this.#quoted(character, column);
        starts = false;
      } else {
        this.#at += 1;
        if (character === '[' || character === '{') depth += 1;
        if (character === ']' || character === '}') depth -= 1;
        if (depth === 0) return;
        starts = isFlowIndicator(character) || (character === ':' && (isEnd(this.#peek()) || '"\'[{'.includes(this.#peek())));
      }
    }
  }
}

export interface Indented {
  readonly text: string;
  /** Where in the text as it was an offset of this one lies. */
  readonly original: (offset: number) => number;
}

function originalOf(insertions: readonly Insertion[]): (offset: number) => number {
  return (offset) => {
    let before = 0;
    for (const { offset: at, spaces } of insertions) {
      if (at + before >= offset) break;
      before += Math.min(spaces, offset - at - before);
    }
    return offset - before;
  };
}

/** The text with such lines indented further, if it has some. */
export function withFlowIndented(text: string): Indented | undefined {
  const insertions = new Scanner(text).scan();
  if (insertions.length === 0) return undefined;
  let written = '';
  let end = 0;
  for (const { offset, spaces } of insertions) {
    written += text.slice(end, offset) + ' '.repeat(spaces);
    end = offset;
  }
  return { text: written + text.slice(end), original: originalOf(insertions) };
}
