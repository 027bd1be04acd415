/** The outside tools that judge what we emit: built once into a cache, since none of them is ours to ship. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder, shared } from './shared.ts';

/** A judge that the checks use, by the name of its executable. */
export type Judge = 'check-jsonschema' | 'chromium' | 'cyclonus' | 'envoy' | 'kafka' | 'keda' | 'kubeconform' | 'kustomize' | 'mesh-analyze' | 'mesh-render' | 'prometheus' | 'promtool' | 'rollouts' | 'rollouts-controller' | 'schemathesis' | 'trestle';

/** Where judges are kept. */
export const judgesFolder = cacheFolder('judges');

export const judgesInstaller = join(shared, 'tools', 'judges', 'install.sh');

const runs = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The judge if it is there already: in the cache, or on the PATH as a distribution's package brings it. */
export function foundJudge(name: Judge): string | undefined {
  const folders = [judgesFolder, ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
  return folders.map((folder) => join(folder, name)).find(runs);
}

/**
 * The path of a judge, which is installed when it is missing (minutes, once). Throws when it cannot be had: a check without its judge
 * has failed.
 */
export function judge(name: Judge): string {
  const found = foundJudge(name);
  if (found !== undefined) return found;
  if (!existsSync(judgesInstaller)) throw new Error(`${name} is neither in ${judgesFolder} nor on the PATH, and ${judgesInstaller} is not there to install it: install ${name}, or set GUICHET_SHARED to the folder that holds tools/judges`);
  console.error(`guichet: installing ${name} into ${judgesFolder} (once)`);
  // Standard output belongs to the check that asks.
  const { status, error } = spawnSync('bash', [judgesInstaller, judgesFolder, name], { stdio: ['ignore', 2, 2] });
  const installed = foundJudge(name);
  if (installed === undefined) throw new Error(`${name} could not be installed by ${judgesInstaller} (${error ? error.message : `exit ${status}`}): see its messages above`);
  return installed;
}
