/** A Kubernetes object, and where it stands. */
import type { ParsedDocument } from './document.ts';
import { positionsOf } from './positions.ts';
import type { Location, Source } from './source.ts';
import { at, isFields, list, text, textFields, type Fields, type Path, type Value } from './value.ts';

/** The text that one or, by a `List`, many manifests stand in. */
class Page {
  readonly #source: Source;
  readonly #start: number;
  readonly #text: string;
  #positions: ((path: Path) => number) | undefined;

  constructor({ source, part: { start, end } }: Pick<ParsedDocument, 'source' | 'part'>) {
    this.#source = source;
    this.#start = start;
    this.#text = source.text.slice(start, end);
  }

  get file(): string {
    return this.#source.file;
  }

  locate(path: Path): Location {
    this.#positions ??= positionsOf(this.#text);
    return this.#source.locate(this.#start + this.#positions(path));
  }
}

export class Manifest {
  readonly object: Fields;
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for objects of the whole cluster, and where a file leaves it to whoever applies it. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly #page: Page;
  readonly #within: Path;

  constructor(object: Fields, { apiVersion, kind }: Typed, page: Page, within: Path) {
    this.object = object;
    this.apiVersion = apiVersion;
    this.group = apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
    this.kind = kind;
    const metadata = at(object, 'metadata');
    this.name = text(at(metadata, 'name')) ?? '';
    this.namespace = text(at(metadata, 'namespace'));
    this.labels = textFields(at(metadata, 'labels'));
    this.annotations = textFields(at(metadata, 'annotations'));
    this.#page = page;
    this.#within = within;
  }

  /** `Kind namespace/name`, by which people tell it. */
  get title(): string {
    return `${this.kind} ${this.namespace === undefined ? '' : `${this.namespace}/`}${this.name}`;
  }

  get file(): string {
    return this.#page.file;
  }

  get spec(): Value | undefined {
    return at(this.object, 'spec');
  }

  /** The same object at the same place with other content, as mutations make it. */
  changed(object: Fields): Manifest {
    return new Manifest(object, { apiVersion: this.apiVersion, kind: this.kind, ...typeOf(object) }, this.#page, this.#within);
  }

  /** Where a field stands, or, when it is not there, the last of its parents that is. */
  locate(...path: Path): Location {
    return this.#page.locate([...this.#within, ...path]);
  }
}

interface Typed {
  readonly apiVersion: string;
  readonly kind: string;
}

const typeOf = (object: Fields): Partial<Typed> => {
  const apiVersion = text(object['apiVersion']);
  const kind = text(object['kind']);
  return { ...(apiVersion !== undefined && { apiVersion }), ...(kind !== undefined && { kind }) };
};

export interface NotAnObject {
  readonly path: Path;
  readonly reason: string;
}

/** A list of one kind, such as a `PodList`, leaves it out of the items. */
const itemType = ({ apiVersion, kind }: Typed): Partial<Typed> => (kind === 'List' ? {} : { apiVersion, kind: kind.replace(/List$/, '') });

/** The objects of a value: itself, or the items of a list; and what is no object. */
function* unfold(value: Value, page: Page, within: Path, inherited: Partial<Typed>): Generator<Manifest | NotAnObject> {
  if (!isFields(value)) return yield { path: within, reason: `${Array.isArray(value) ? 'a list' : `the ${value === null ? 'null' : typeof value === 'string' ? 'text' : typeof value} ${String(value).slice(0, 40)}`}` };
  const { apiVersion, kind } = { ...inherited, ...typeOf(value) };
  if (!apiVersion || !kind) return yield { path: within, reason: `an object without ${apiVersion ? 'kind' : kind ? 'apiVersion' : 'apiVersion and kind'}` };
  if (!kind.endsWith('List') || !Array.isArray(value['items'])) return yield new Manifest(value, { apiVersion, kind }, page, within);
  for (const [index, item] of list(value['items']).entries()) yield* unfold(item, page, [...within, 'items', index], itemType({ apiVersion, kind }));
}

/** What a document holds, and where in it there is something else. */
export function manifestsOf(document: ParsedDocument): { readonly manifests: readonly Manifest[]; readonly others: readonly (NotAnObject & { readonly location: Location })[] } {
  const page = new Page(document);
  const manifests: Manifest[] = [];
  const others: (NotAnObject & { readonly location: Location })[] = [];
  for (const one of unfold(document.value, page, [], {})) {
    if (one instanceof Manifest) manifests.push(one);
    else others.push({ ...one, location: page.locate(one.path) });
  }
  return { manifests, others };
}
