/** Files, folders and standard input as manifests. Whatever cannot be read is a fault beside them, never an exception that loses the rest. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode, sound } from './decode.ts';
import { parseDocument } from './document.ts';
import type { Fault } from './fault.ts';
import { manifestsOf, type Manifest } from './manifest.ts';
import { partsOf } from './parts.ts';
import { Source } from './source.ts';

export interface Loaded {
  readonly manifests: readonly Manifest[];
  readonly faults: readonly Fault[];
}

/** The manifests of a text. */
export function parseManifests(source: Source): Loaded {
  const manifests: Manifest[] = [];
  const faults: Fault[] = [];
  const parts = partsOf(source.text);
  if (parts.length === 0) faults.push({ code: 'empty', file: source.file, line: 1, message: 'holds no object' });
  for (const part of parts) {
    const document = parseDocument(source, part);
    if ('code' in document) {
      faults.push(document);
      continue;
    }
    const { manifests: objects, others } = manifestsOf(document);
    manifests.push(...objects);
    for (const { location, reason } of others) faults.push({ ...location, code: 'not-kubernetes', message: `holds ${reason}, which is no Kubernetes object: leave it out, or name the files that hold some` });
  }
  return { manifests, faults };
}

const loaded = (source: Source | Fault): Loaded => (source instanceof Source ? parseManifests(source) : { manifests: [], faults: [source] });

/** The manifests of bytes, such as those of standard input. */
export const readManifests = (file: string, bytes: Uint8Array): Loaded => loaded(decode(file, bytes));

/** In bytes. Node holds no text of more than about 512 MB. */
const largest = 256 * 1024 * 1024;

const tooLarge = (file: string): Loaded => ({ manifests: [], faults: [{ code: 'too-large', file, message: `has ${statSync(file).size} bytes, more than ${largest}: cut it into several files` }] });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const unreadable = (file: string, error: unknown): Fault => ({ code: 'unreadable', file, message: `cannot be read: ${reasonOf(error)}` });

const isTooLong = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ERR_STRING_TOO_LONG' || error.code === 'ERR_FS_FILE_TOO_LARGE');

/** `regular`: whether its folder has told that it is a file, which is not asked again of ten thousand. */
function readFile({ path: file, regular = false }: { readonly path: string; readonly regular?: boolean }): Loaded {
  try {
    if (!regular && !statSync(file).isFile()) return { manifests: [], faults: [{ code: 'unreadable', file, message: 'is neither a file nor a folder: name one of these, or - for standard input' }] };
    const text = readFileSync(file, 'utf8');
    return text.length > largest ? tooLarge(file) : loaded(sound(file, text, () => readFileSync(file)));
  } catch (error) {
    return isTooLong(error) ? tooLarge(file) : { manifests: [], faults: [unreadable(file, error)] };
  }
}

const holdsManifests = /\.(?:ya?ml|json)$/i;

/** The files of a folder and of those below it, sorted; hidden ones and installed packages are nobody's manifests. */
function* filesIn(folder: string): Generator<{ readonly path: string; readonly regular: boolean }> {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules').sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (holdsManifests.test(entry.name)) yield { path, regular: entry.isFile() };
  }
}

function readFolder(folder: string): Loaded {
  try {
    const files = [...filesIn(folder)];
    if (files.length === 0) return { manifests: [], faults: [{ code: 'empty', file: folder, message: 'holds no file named *.yaml, *.yml or *.json' }] };
    return joined(files.map(readFile));
  } catch (error) {
    return { manifests: [], faults: [unreadable(folder, error)] };
  }
}

const joined = (parts: readonly Loaded[]): Loaded => ({ manifests: parts.flatMap(({ manifests }) => manifests), faults: parts.flatMap(({ faults }) => faults) });

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** The name under which standard input is told. */
export const standardInput = '<stdin>';

function readStandardInput(): Loaded {
  try {
    return readManifests(standardInput, readFileSync(0));
  } catch (error) {
    return { manifests: [], faults: [unreadable(standardInput, error)] };
  }
}

/** The manifests of files and folders; `-` is standard input. */
export const load = (paths: readonly string[]): Loaded => joined(paths.map((path) => (path === '-' ? readStandardInput() : isFolder(path) ? readFolder(path) : readFile({ path }))));
