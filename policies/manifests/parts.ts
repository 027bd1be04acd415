/** A file cut into its documents before any is parsed, so that a fault in one does not lose the others. */
export interface Part {
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
}

/** `---` and `...` in the first column end every scalar, quoted ones too: nothing else can stand there. */
const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/** A line that is neither empty nor a comment nor, in the first column, a directive. */
const content = /^[ \t]*[^ \t\r\n#%]|^[ \t]+%/m;
const directive = /^%/m;

/** The documents of a file that hold anything. Directives stay with the document that they are about. */
export function partsOf(text: string): Part[] {
  // Most files hold one document, and plain text is found sooner than a pattern.
  if (!text.includes('---') && !text.includes('...')) return content.test(text) ? [{ start: 0, end: text.length }] : [];
  const parts: Part[] = [];
  let start = 0;
  const close = (end: number, next: number): void => {
    const part = text.slice(start, end).replace(/^---/, '   ');
    const holds = content.test(part);
    if (holds) parts.push({ start, end });
    if (holds || !directive.test(part)) start = next;
  };
  for (const { 0: mark, index } of text.matchAll(marker)) close(index, mark === '---' ? index : index + mark.length);
  close(text.length, text.length);
  return parts;
}
