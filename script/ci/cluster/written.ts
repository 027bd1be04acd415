/** The tree as it was written, which is what Argo CD would apply: files, and the objects in them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { environments } from '../../../environments/index.ts';
import type { Environment } from '../../../constructs/declaration/index.ts';
import { hold } from '../check.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { definitionOf, treeFolder } from '../shared.ts';

/** An object with the file that it was written to. */
export interface Written<T extends KubernetesObject = KubernetesObject> {
  readonly file: string;
  readonly object: T;
}

const isObject = (value: unknown): value is KubernetesObject => typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value && 'metadata' in value;

/** The objects of an environment. Throws when there are none: a check of nothing passes for no reason. */
export function writtenFor({ name, cluster }: Environment): readonly Written[] {
  const folder = join(treeFolder, cluster.name);
  hold(existsSync(folder), `${folder} is not there: run \`npm run synth\` first`);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml'));
  hold(files.length > 0, `${folder} holds no objects of ${name}`);
  return files.sort().map((path) => join(folder, path)).flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((document): Written => {
      const object: unknown = document.toJS();
      hold(isObject(object), `${file} holds something that is no Kubernetes object`);
      return { file, object };
    }),
  );
}

/** The environments by name, each with its folder of the tree. */
export const foldersOf = (): readonly { readonly environment: Environment; readonly folder: string }[] =>
  environments.map((environment) => ({ environment, folder: join(treeFolder, environment.cluster.name) }));

export const groupOf = ({ apiVersion }: KubernetesObject): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');

/** The definitions of the custom kinds among objects; built-in and aggregated kinds have none. */
export const definitionsOf = (objects: readonly KubernetesObject[]): readonly string[] =>
  [...new Set(objects.map((object) => definitionOf(groupOf(object), object.kind)))].filter((file) => existsSync(file)).sort();
