/** Which paths are one cluster. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The names under which kustomize looks for its file (kustomize, "kustomization"). */
const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const isKustomized = (folder: string): boolean => kustomizations.some((name) => existsSync(join(folder, name)));

const isFolder = (path: string): boolean => path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

/**
 * A folder that holds nothing but folders, each the root of a tree that kustomize builds: what is built apart is applied apart, so that an object
 * of one is none of another's. Whatever else lies in the folder, all of it is one cluster.
 */
function treesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  if (!entries.every((entry) => entry.isDirectory())) return [];
  const paths = entries.map(({ name }) => join(folder, name)).sort();
  return paths.every(isKustomized) ? paths : [];
}

/** The paths of each cluster. Several paths are one cluster, or each for itself; a single folder may hold several. */
export function clustersOf(paths: readonly string[], each: boolean): readonly (readonly string[])[] {
  if (paths.length > 1 && !each) return [paths];
  return paths.flatMap((path) => {
    const trees = isFolder(path) ? treesIn(path) : [];
    return trees.length > 0 ? trees.map((tree) => [tree]) : [[path]];
  });
}
