/** `guichet-policies` as an npm package without dependencies. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { oldest } from './engine.ts';
import { noticesOf } from './notices.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Naming {
  /** @default `guichet-policies` */
  readonly name?: string | undefined;
  /** @default - that of the project */
  readonly version?: string | undefined;
}

/** The package file. A name with a scope, as registries of a company want it, changes nothing of what the program is called. */
function manifest({ name = 'guichet-policies', version }: Naming): object {
  const own: { readonly version: string; readonly license: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name,
    version: version ?? own.version,
    description: 'Judges Kubernetes and OpenShift manifests: rules, segmentation and evidence',
    license: own.license,
    type: 'module',
    bin: { 'guichet-policies': 'guichet-policies.mjs' },
    main: './plugin.cjs',
    engines: { node: `>=${oldest}` },
  };
}

/** What npm takes for a name, and what semantic versioning takes for a version. */
const names = /^(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*$/;
const versions = /^\d+\.\d+\.\d+(?:-[\dA-Za-z.-]+)?(?:\+[\dA-Za-z.-]+)?$/;

/** Everything that a package holds, and what running it leaves there. */
const held = new Set(['guichet-policies.mjs', 'parts', 'NOTICES', 'package.json', 'LICENSE', 'README.md', 'plugin.cjs', 'program.cjs', '.compiled']);

/** Whether a folder may be written anew: nothing is in it but what would be made again. */
const isOurs = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).every((name) => held.has(name));

const faultsOf = (folder: string, { name, version }: Naming): readonly string[] => [
  ...(name !== undefined && !names.test(name) ? [`--name ${name}: npm wants small letters, digits, and - . _ ~, after a scope or not: @platform/guichet-policies`] : []),
  ...(version !== undefined && !versions.test(version) ? [`--version ${version}: npm wants three numbers: 1.4.0`] : []),
  ...(isOurs(folder) ? [] : [`${folder} holds something else, which would be lost: name another folder by --to, or empty it`]),
];

async function fill(folder: string, naming: Naming): Promise<void> {
  writeFileSync(join(folder, 'NOTICES'), noticesOf(await bundle(folder)));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(naming), undefined, 2)}\n`);
  for (const [file, from] of [['LICENSE', 'LICENSE'], ['README.md', 'script/pack/README.md'], ['plugin.cjs', 'policies/plugin.cjs'], ['program.cjs', 'script/pack/program.cjs']] as const) cpSync(join(root, from), join(folder, file));
}

/** Writes the package into a folder, in place of the one that was there. Throws where that cannot be, and leaves what was there as it was. */
export async function pack(folder: string, naming: Naming = {}): Promise<void> {
  const faults = faultsOf(folder, naming);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  try {
    await fill(made, naming);
    rmSync(folder, { recursive: true, force: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
