/** A text of CEL cut into words, by the lexis of CEL's specification. */
export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'end';
  /** As it is written. */
  readonly written: string;
  readonly start: number;
}

const skipped = /(?:[ \t\n\f\r]+|\/\/[^\r\n]*)*/y;

/** In this order: a prefix of a text looks like a name, and a double may begin with a point. */
const token = new RegExp(
  [
    /(?<text>[bB]?(?:[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\r\n]*"|'[^'\r\n]*')|"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^\r\n]|[^"\\\r\n])*"|'(?:\\[^\r\n]|[^'\\\r\n])*'))/,
    /(?<number>\d*\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+|(?:0x[\da-fA-F]+|\d+)[uU]?)/,
    /(?<name>[A-Za-z_]\w*)/,
    /(?<sign>&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}])/,
  ].map(({ source }) => source).join('|'),
  'y',
);

const kindOf = ({ text, number, name }: Readonly<Record<string, string | undefined>>): Token['kind'] => (text !== undefined ? 'text' : number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign');

/** Ends in a token that is the end. Throws a SyntaxError. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let start = 0; ; ) {
    skipped.lastIndex = start;
    start += skipped.exec(text)?.[0].length ?? 0;
    if (start === text.length) return [...tokens, { kind: 'end', written: '', start }];
    token.lastIndex = start;
    const found = token.exec(text);
    if (!found) throw new SyntaxError(`${JSON.stringify(text.slice(start, start + 20))} begins nothing that CEL has`);
    tokens.push({ kind: kindOf(found.groups ?? {}), written: found[0], start });
    start += found[0].length;
  }
}
