/** What lies beside the project, and where the checks may keep what is expensive to make. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');

/** The schemas and judges beside the project, read only: `script/ci.ts` names the folder, and a check that is run alone finds it too. */
export const shared = process.env['GUICHET_SHARED'] || resolve(root, '..', 'shared');

/** The definition of a custom resource, where there is one. */
export const definitionOf = (group: string, kind: string): string => join(shared, 'schemas', 'crds', group, `${kind}.yaml`);

/** OpenShift's aggregated API server has no CustomResourceDefinitions: the tools read its OpenAPI document. */
export const openshiftApi = join(shared, 'schemas', 'openapi', 'openshift-api-4.20.openapi.json');

/** `$XDG_CACHE_HOME/guichet/<name>`, or below `~/.cache`. */
export const cacheFolder = (name: string): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'guichet', name);

/** Where the tree was written: by `npm run synth`, or where `CDK8S_OUTDIR` says. */
export const treeFolder = resolve(process.env['CDK8S_OUTDIR'] || join(root, 'dist'));
