/** Changes of one object: something dropped, widened or turned round. Each must show in the proof. */
import { isFields, type Fields, type Path, type Value } from '../../manifests/index.ts';

export interface Change {
  /** What is done, such as `drop spec.ingress[0].from`. */
  readonly what: 'drop' | 'widen' | 'turn';
  readonly path: Path;
  readonly object: Fields;
}

/** A copy with the value at a path exchanged, or taken out where there is none to put. */
function exchanged(value: Value, [key, ...rest]: Path, by: Value | undefined): Value {
  if (key === undefined) return by ?? null;
  if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    if (rest.length > 0 || by !== undefined) return items.map((item, i) => (i === key ? exchanged(item, rest, by) : item));
    return items.filter((_, i) => i !== key);
  }
  if (!isFields(value)) return value;
  if (rest.length > 0 || by !== undefined) return { ...value, [key]: exchanged(value[key] ?? null, rest, by) };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

/** What stands for everything in a list of texts. */
const everything: Readonly<Record<string, string>> = { principals: '*', namespaces: '*', requestPrincipals: '*', methods: '*', paths: '/*', hosts: '*', values: '*', exportTo: '*' };

/** What is turned into its opposite. */
const opposites: Readonly<Record<string, string>> = { ALLOW: 'DENY', STRICT: 'PERMISSIVE', Deny: 'Allow', Allow: 'Deny', ISTIO_MUTUAL: 'DISABLE', SIMPLE: 'DISABLE', passthrough: 'edge', None: 'Allow', ClusterIP: 'LoadBalancer' };

function* at(value: Value, path: Path): Generator<readonly [Change['what'], Path, Value | undefined]> {
  const name = path.findLast((key) => typeof key === 'string') ?? '';
  if (path.length > 1) yield ['drop', path, undefined];
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* at(item, [...path, i]);
  else if (isFields(value)) for (const [key, item] of Object.entries(value)) yield* at(item, [...path, key]);
  else if (typeof value === 'string') {
    const [wide, opposite] = [everything[name], opposites[value]];
    if (wide !== undefined && typeof path.at(-1) === 'number' && value !== wide) yield ['widen', path, wide];
    if (opposite !== undefined) yield ['turn', path, opposite];
  } else if (typeof value === 'bigint' && name === 'port') yield ['turn', path, value + 1n];
}

/** Every change of the fields below `spec` that the filter keeps. */
export function* changesOf(object: Fields, keep: (path: Path) => boolean): Generator<Change> {
  const { spec } = object;
  if (spec === undefined) return;
  for (const [what, path, by] of at(spec, ['spec'])) if (keep(path)) yield { what, path, object: isFields(object) ? toFields(exchanged(object, path, by)) : object };
}

const toFields = (value: Value): Fields => (isFields(value) ? value : {});
