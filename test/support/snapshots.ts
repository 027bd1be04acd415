/** Snapshots of the tree: for each environment one file for each service, and one for the rest of each stack. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { textOf, type Manifest, type RenderedStack } from '../../constructs/tree.ts';
import { environments } from '../../environments/index.ts';
import { services } from '../../services/registry.ts';
import { identityOf, stacksFor } from './trees.ts';

const folder = resolve(import.meta.dirname, '..', 'snapshots');
const names = new Set(services.map(({ name }) => name));

/** The file that holds an object: by its construct path, `<stack>/<service>/<facet>/...` or `<stack>/...`. */
function fileOf(stack: string, { metadata }: Manifest): string {
  const [, second = ''] = (metadata.annotations?.['guichet.dev/construct-path'] ?? '').split('/');
  return names.has(second) && (stack === 'data' || stack.startsWith('services-')) ? `${second}.yaml` : `${stack}.stack.yaml`;
}

const textOfObjects = (objects: readonly { readonly stack: string; readonly object: Manifest }[]): string =>
  objects.map(({ stack, object }) => `# ${stack}: ${identityOf(object)}\n${textOf({ path: '', content: object })}`).join('---\n');

function filesOfEnvironment(name: string, stacks: readonly RenderedStack[]): [string, string][] {
  const placed = stacks.flatMap(({ stack, objects }) => objects.map((object) => ({ stack: stack.name, object })));
  return [...Map.groupBy(placed, ({ stack, object }) => `${name}/${fileOf(stack, object)}`)].map(([file, objects]) => [file, textOfObjects(objects)]);
}

/** What the snapshots should be, by path below test/snapshots. */
export const wantedSnapshots = (): ReadonlyMap<string, string> => new Map(environments.flatMap((environment) => filesOfEnvironment(environment.name, stacksFor(environment))));

/** The snapshots that there are. */
export const keptSnapshots = (): readonly string[] => globSync('**/*.yaml', { cwd: folder }).map((file) => file.replaceAll('\\', '/')).sort();

export const readSnapshot = (file: string): string => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');

export function writeSnapshots(wanted: ReadonlyMap<string, string>): void {
  for (const file of keptSnapshots()) if (!wanted.has(file)) rmSync(join(folder, file));
  for (const [file, text] of wanted) {
    if (readSnapshot(file) === text) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}
