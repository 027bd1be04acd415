/** Writes apps as the GitOps tree: `<cluster>/<stack>/<Kind>.<name>.yaml`, all of it or nothing. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ApiObject, type App } from 'cdk8s';
import { labelObjects } from './description.ts';
import { manifestOf } from './resources/index.ts';
import { stacksOf, type Stack } from './stack.ts';
import { yamlOf } from './yaml.ts';

/** The objects of an app are not what their schemas or constructs ask for. */
export class SynthError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`${faults.length} ${faults.length === 1 ? 'object is' : 'objects are'} not valid\n${faults.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'SynthError';
    this.faults = faults;
  }
}

/** A file of the tree: its path below the cluster's folder, and the object that it holds. */
export interface TreeFile {
  readonly path: string;
  readonly content: object;
}

/** A file's text, by its name. Made when the file is written, so that a large tree's texts are never in memory together. */
export const textOf = ({ path, content }: TreeFile): string => (path.endsWith('.json') ? `${JSON.stringify(content, undefined, 1)}\n` : yamlOf(content));

/** What one stack holds, for summaries and tests. */
export interface RenderedStack {
  readonly stack: Pick<Stack, 'name' | 'order' | 'project'>;
  readonly objects: readonly Manifest[];
}

/** A Kubernetes object as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

const isManifest = (value: object): value is Manifest => 'kind' in value && 'metadata' in value;

/** The manifests of every stack, labelled and validated. Throws a {@link SynthError} that holds every fault with its construct path. */
export function render(app: App): RenderedStack[] {
  labelObjects(app);
  const all = app.node.findAll();
  const faults = all.flatMap((construct) => construct.node.validate().map((message) => `[${construct.node.path}] ${message}`));
  if (faults.length > 0) throw new SynthError(faults);
  // Names alone: what holds a stack holds every construct of the app, and a large one leaves little memory for the texts.
  return stacksOf(app).map((stack) => ({
    stack: { name: stack.name, order: stack.order, project: stack.project },
    objects: stack.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).map((object) => manifestOf(object)).filter(isManifest).sort(byIdentity),
  }));
}

const identityOf = ({ apiVersion, kind, metadata }: Manifest): string => [kind, metadata.name, metadata.namespace ?? '', apiVersion].join('\n');

const byIdentity = (a: Manifest, b: Manifest): number => (identityOf(a) < identityOf(b) ? -1 : 1);

/** `Kind.name.yaml`; objects of one kind and name in several namespaces of a stack are `Kind.namespace.name.yaml`. */
function fileNames(objects: readonly Manifest[]): Map<Manifest, string> {
  const short = ({ kind, metadata }: Manifest): string => `${kind}.${metadata.name}`;
  const groups = Map.groupBy(objects, short);
  return new Map(
    objects.map((object) => {
      const { kind, metadata } = object;
      const alone = (groups.get(short(object)) ?? []).length === 1;
      return [object, `${alone ? short(object) : `${kind}.${metadata.namespace ?? object.apiVersion.split('/')[0]}.${metadata.name}`}.yaml`.replaceAll(/[^0-9A-Za-z._-]/g, '-')];
    }),
  );
}

const kustomization = (resources: readonly string[]): object => ({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });

/** The files of a cluster's folder. */
export function filesOf(stacks: readonly RenderedStack[]): TreeFile[] {
  const files = stacks.flatMap(({ stack, objects }) => {
    const names = fileNames(objects);
    const twice = [...Map.groupBy(names, ([, name]) => name)].filter(([, same]) => same.length > 1);
    if (twice.length > 0) throw new SynthError(twice.map(([name]) => `[${stack.name}] two objects are written to ${name}: give one another name`));
    return [
      ...[...names].map(([object, name]) => ({ path: `${stack.name}/${name}`, content: object })),
      { path: `${stack.name}/kustomization.yaml`, content: kustomization([...names.values()].sort()) },
    ];
  });
  return [...files, { path: 'kustomization.yaml', content: kustomization(stacks.map(({ stack }) => stack.name)) }];
}

/** A neighbour of a folder, of this process's own: two synths at once do not meet there. */
const beside = (folder: string, suffix: string): string => join(dirname(folder), `${basename(folder)}.${suffix}-${process.pid}`);

/** Puts `next` in the place of `folder` by renaming; when that fails, `folder` is as it was. */
function exchange(folder: string, next: string): void {
  const former = beside(folder, 'former');
  const stood = existsSync(folder);
  if (stood) renameSync(folder, former);
  try {
    renameSync(next, folder);
  } catch (error) {
    if (stood) renameSync(former, folder);
    throw error;
  }
  rmSync(former, { recursive: true, force: true });
}

/** Fills a new folder and puts it in the place of the old one, or leaves the old one and nothing beside it. */
function replace(folder: string, fill: (next: string) => void): void {
  const next = beside(folder, 'next');
  try {
    mkdirSync(next, { recursive: true });
    fill(next);
    exchange(folder, next);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/**
 * Exchanges a folder for one that holds just these files, at once by renaming: a reader sees the former tree or the new one. `keep` names a
 * folder for a copy of the new tree, from which {@link restoreTree} brings it back when something else has removed it.
 */
export function writeTree(folder: string, files: readonly TreeFile[], keep?: string): void {
  replace(folder, (next) => {
    for (const parent of new Set(files.map(({ path }) => dirname(path)))) mkdirSync(join(next, parent), { recursive: true });
    for (const file of files) writeFileSync(join(next, file.path), textOf(file));
  });
  if (keep) replace(keep, (next) => cpSync(folder, next, { recursive: true }));
}

/** Brings a tree back that was removed before this program began, as `cdk8s synth` does with its output folder. */
export function restoreTree(folder: string, keep: string): void {
  if (!existsSync(folder) && existsSync(keep)) cpSync(keep, folder, { recursive: true });
}
