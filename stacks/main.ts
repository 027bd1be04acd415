/** The cdk8s app: writes the GitOps tree of every environment, or nothing and every fault. */
import { join, resolve } from 'node:path';
import { restoreTree } from '../constructs/tree.ts';

const root = resolve(import.meta.dirname, '..');

// cdk8s names its output folder here; without it the tree lies in the repository whatever the working directory is.
const outdir = resolve(process.env['CDK8S_OUTDIR'] ?? join(root, 'dist'));
const keep = join(root, 'node_modules', '.cache', 'guichet', 'tree');

// Before anything that can fail, a declaration that does not even load among it: `cdk8s synth` has removed the folder by now.
restoreTree(outdir, keep);
const { environments } = await import('../environments/index.ts');
const { services } = await import('../services/registry.ts');
const { synthesise } = await import('./synthesise.ts');

process.exitCode = synthesise({ environments, services, outdir, keep, print: (line) => console.error(line) });
