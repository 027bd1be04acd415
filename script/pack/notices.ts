/** What the licences of bundled libraries ask to go with them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Licences that ask for no more than their text and the names of the authors beside the copy. */
const permissive = /^\(?(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause)(?: AND (?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause))*\)?$/;

/** `node_modules/@scope/name/dist/file.js` is of `@scope/name`. */
const packageOf = (file: string): string => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file;

/** The comment at the head of a file, if it tells whose the file is. */
function heading(file: string): string | undefined {
  const comment = /^(?:#!.*\n)?\s*((?:\/\/[^\n]*\n)+|\/\*[\s\S]*?\*\/)/.exec(readFileSync(join(root, file), 'utf8'))?.[1];
  return comment !== undefined && /copyright|licen[cs]e/i.test(comment) ? comment.trim().replaceAll(/^\/\/ ?/gm, '') : undefined;
}

interface Library {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence files, and the heads of its bundled files that name an owner, each once. */
  readonly texts: readonly string[];
}

function libraryOf(name: string, files: readonly string[]): Library {
  const folder = join(root, 'node_modules', name);
  const { version, license }: { readonly version: string; readonly license?: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const written = globSync('{LICENSE,LICENCE,NOTICE,COPYING}*', { cwd: folder }).sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const heads = files.map(heading).filter((text) => text !== undefined);
  return { name, version, license: license ?? 'none', texts: [...new Set([...written, ...heads])] };
}

/** What is wrong with a library to be passed on. */
const faultsOf = ({ name, license, texts }: Library): readonly string[] => [
  ...(permissive.test(license) ? [] : [`${name} is under ${license}, which is none of the licences that may be passed on with the program (script/pack/notices.ts)`]),
  ...(texts.length === 0 ? [`${name} has neither a licence file nor a file that says whose it is`] : []),
];

/** The text that goes with the program. Throws, naming all of them, for libraries that may not be passed on. */
export function noticesOf(files: readonly string[]): string {
  const libraries = [...Map.groupBy(files, packageOf)].map(([name, own]) => libraryOf(name, own));
  const faults = libraries.flatMap(faultsOf);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const sections = libraries.map(({ name, version, license, texts }) => [`${name} ${version}: ${license}`, ...texts].join('\n\n'));
  return ['guichet-policies holds these libraries. The Apache License 2.0, where it is named without its text, is in LICENSE.', ...sections].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}
