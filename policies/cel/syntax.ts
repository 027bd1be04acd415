/**
 * The syntax of optional values, which Kubernetes' CEL has and the parser of `@bufbuild/cel` has not, written as calls that it can read.
 * `expand.ts` gives the calls their meaning:
 *
 *   a.?b      a.optSelect__("b")
 *   a[?i]     a.optIndex__(i)
 *   [?a, b]   [optElement__(a), b]
 *   {?k: v}   {optKey__(k): v}
 */
export const placeholders = { select: 'optSelect__', index: 'optIndex__', element: 'optElement__', key: 'optKey__' } as const;

interface Frame {
  /** What closes the bracket in the text that is written. */
  readonly close: string;
  /** Whether the bracket is a map's, whose optional marker ends at the colon. */
  readonly map: boolean;
  /** Whether a marker's call is open. */
  open: boolean;
}

const string = /(?:[bB]?[rR]|[rR][bB])(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/y;
const space = /(?:\s|\/\/[^\n]*)+/y;
const word = /[A-Za-z_]\w*/y;
const select = /\.\s*\?\s*([A-Za-z_]\w*)/y;

/** A text in which a bracket follows a value, so that it is an index. */
const value = /[\w)\]}"'`]$/;

/** Rewrites a text of CEL. Texts without optional syntax come back as they are. Never throws: what is no CEL, the parser refuses. */
export function withoutOptionals(text: string): string {
  if (!text.includes('?')) return text;
  const frames: Frame[] = [];
  let written = '';
  let last = '';
  const put = (piece: string, token = piece): void => {
    written += piece;
    last = token;
  };
  const endMarker = (): void => {
    const frame = frames.at(-1);
    if (!frame?.open) return;
    frame.open = false;
    written += ')';
  };
  for (let i = 0; i < text.length; ) {
    const match = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = i;
      return pattern.exec(text);
    };
    const skipped = match(space);
    if (skipped) {
      written += skipped[0];
      i += skipped[0].length;
      continue;
    }
    const literal = match(string) ?? match(word);
    if (literal) {
      put(literal[0]);
      i += literal[0].length;
      continue;
    }
    const selected = match(select);
    if (selected) {
      put(`.${placeholders.select}("${selected[1]}")`);
      i += selected[0].length;
      continue;
    }
    const character = text.charAt(i);
    i += 1;
    if (character === '[' && value.test(last) && /^\s*\?/.test(text.slice(i))) {
      frames.push({ close: ')', map: false, open: false });
      put(`.${placeholders.index}(`, '(');
      i = text.indexOf('?', i) + 1;
    } else if (character === '[' || character === '{' || character === '(') {
      frames.push({ close: character === '[' ? ']' : character === '{' ? '}' : ')', map: character === '{', open: false });
      put(character);
    } else if (character === ']' || character === '}' || character === ')') {
      endMarker();
      put(frames.pop()?.close ?? character, character);
    } else if (character === '?' && /^[[{,]$/.test(last)) {
      const frame = frames.at(-1);
      if (frame) frame.open = true;
      put(`${frame?.map ? placeholders.key : placeholders.element}(`, '(');
    } else {
      if (character === ',' || (character === ':' && frames.at(-1)?.map)) endMarker();
      put(character);
    }
  }
  return written;
}
