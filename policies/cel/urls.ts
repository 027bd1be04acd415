/** URLs as Go's `url.ParseRequestURI` reads them: absolute, or a path from the root. Nothing is normalised. */
export interface Url {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  /** Escaped. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

const pattern = /^(?:([A-Za-z][A-Za-z\d+.-]*):)?(?:\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::(\d*))?)?(\/[^?#]*|\*)?(?:\?([^#]*))?(?:#.*)?$/s;
const control = /[\u0000-\u001f\u007f]/;
const badEscape = /%(?![\da-fA-F]{2})/;

export function urlOf(text: string): Url | undefined {
  if (text === '' || control.test(text) || badEscape.test(text)) return undefined;
  const parts = pattern.exec(text);
  if (!parts) return undefined;
  const [, scheme = '', hostname = '', port = '', path = '', query = ''] = parts;
  // Neither a scheme nor a path from the root: relative, which no request can have. And a host is no place for spaces.
  if ((scheme === '' && !text.startsWith('/')) || /[\s<>"]/.test(hostname)) return undefined;
  return { scheme: scheme.toLowerCase(), hostname, port, path: escaped(path), query: queryOf(query) };
}

const escaped = (path: string): string => path.replaceAll(/[^\w.~!$&'()*+,;=:@/%[\]-]/gu, (character) => encodeURIComponent(character));

function queryOf(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(text)) values.set(key, [...(values.get(key) ?? []), value]);
  return values;
}
