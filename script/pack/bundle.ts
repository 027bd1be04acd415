/** `guichet-policies` and all that it imports, as modules without a dependency. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { oldest } from './engine.ts';

const root = join(import.meta.dirname, '..', '..');

/** Writes the modules into a folder. The files of libraries that are in them, relative to the root of the project. */
export async function bundle(folder: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, 'guichet-policies.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    // What a command or an output alone needs is loaded when it is asked for, as the sources do.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: `node${oldest}`,
    // Names are kept, so that an error tells where it was.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
  });
  const held = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
  return [...new Set(held)].filter((file) => file.startsWith(`node_modules/`)).sort();
}

