/** How Istio compares texts in an AuthorizationPolicy: exact, `prefix*`, `*suffix`, `*` for anything that is there, and templates of paths. */

/** A value, if it is one that can be told from a missing one. */
export const matchesText = (pattern: string, value: string | undefined): boolean => {
  if (value === undefined || value === '') return false;
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
};

/** A trust domain's identities have aliases by suffix too: `*` in front of a principal spans it. Host names ignore case. */
export const matchesHost = (pattern: string, host: string | undefined): boolean => matchesText(pattern.toLowerCase(), host?.toLowerCase());

export const isTemplate = (pattern: string): boolean => pattern.includes('{*}') || pattern.includes('{**}');

const templates = new Map<string, RegExp>();

/** The letters that Envoy's templates of paths let a variable be (RFC 3986's pchar, without what must be encoded). */
const segment = String.raw`[a-zA-Z0-9\-._~%!$&'()+,;:@=]+`;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** `{*}` is one segment that is not empty; `{**}` any number of characters of a path. */
function templateOf(pattern: string): RegExp {
  const known = templates.get(pattern);
  if (known) return known;
  const made = new RegExp(`^${pattern.split(/(\{\*\*?\})/).map((part) => (part === '{*}' ? segment : part === '{**}' ? String.raw`[a-zA-Z0-9\-._~%!$&'()+,;:@=/]*` : escaped(part))).join('')}$`);
  templates.set(pattern, made);
  return made;
}

/** The path of a request without its query, which Istio does not look at. */
export const matchesPath = (pattern: string, path: string): boolean => (isTemplate(pattern) ? templateOf(pattern).test(path.split('?')[0] ?? '') : matchesText(pattern, path.split('?')[0]));
