/** Kinds as the API names their resources. */

/** Plurals that English would form otherwise. */
const irregular: Readonly<Record<string, string>> = { Endpoints: 'endpoints', SecurityContextConstraints: 'securitycontextconstraints', KafkaMirrorMaker2: 'kafkamirrormaker2s', Proxy: 'proxies' };

export interface Resource {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
}

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

/** Of `group/Kind`, or `Kind` for the core group. */
export function resourceOf(groupKind: string): Resource {
  const at = groupKind.lastIndexOf('/');
  const kind = groupKind.slice(at + 1);
  return { group: at < 0 ? '' : groupKind.slice(0, at), kind, resource: irregular[kind] ?? pluralOf(kind) };
}
