/** The import table of the design: who may import whom. Paths are relative to the repository. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A layer, the files that are in it, what they may import of ours, and which packages. */
export interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly mayImport: RegExp;
  readonly packages: RegExp;
}

const none = /$^/;
const synthesis = /^(cdk8s|cdk8s-plus-28|constructs|js-yaml|yaml|@kubernetes-models\/.+)$/;
const anything = /./;
const declarations = String.raw`constructs/declaration/|services/[^/]+\.ts$|services/[^/]+/(service|topics|outside)\.ts$`;

/** The first layer whose `files` match a path is its layer. Tests belong to no layer. */
export const layers: readonly Layer[] = [
  { name: 'declaration', files: /^constructs\/declaration\//, mayImport: /^constructs\/declaration\//, packages: none },
  { name: 'resources', files: /^constructs\/resources\//, mayImport: /^constructs\/(declaration|resources)\//, packages: synthesis },
  { name: 'plan', files: /^constructs\/(plan\.ts|planning\/)/, mayImport: /^constructs\/(plan|names)\.ts$|^constructs\/(declaration|planning)\//, packages: none },
  { name: 'constructs', files: /^constructs\//, mayImport: /^constructs\//, packages: new RegExp(`${synthesis.source}|^node:`) },
  { name: 'declarations of services', files: new RegExp(`^(${declarations})`), mayImport: new RegExp(`^(${declarations})`), packages: none },
  { name: 'programs', files: /^services\//, mayImport: new RegExp(`^(${declarations}|services/)`), packages: /^(?!cdk8s|constructs$|@kubernetes-models\/)/ },
  { name: 'environments', files: /^environments\//, mayImport: /^(environments\/|constructs\/declaration\/|services\/registry\.ts$)/, packages: none },
  { name: 'policies', files: /^policies\//, mayImport: /^policies\//, packages: anything },
  { name: 'stacks', files: /^stacks\//, mayImport: /^(stacks|constructs|environments|services|policies)\//, packages: anything },
  { name: 'script', files: /^script\//, mayImport: anything, packages: anything },
  { name: 'documentation', files: /^docs\//, mayImport: anything, packages: anything },
];

/** What a text imports, whether its value or its type. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s+(?:[\w$*{},\s]+\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)].flatMap(([, statement, call]) => statement ?? call ?? []);

/** What a file imports against the table, as lines for people. */
export function breaches(root: string, file: string, text: string = readFileSync(join(root, file), 'utf8')): string[] {
  const layer = layers.find(({ files }) => files.test(file));
  if (!layer) return [`${file} belongs to no layer: put it where the design has a place for it, or add a row to test/support/layers.ts`];
  return importsOf(text).flatMap((imported) => {
    if (!imported.startsWith('.')) return layer.packages.test(imported) ? [] : [`${file} (${layer.name}) imports the package ${imported}`];
    const path = normalize(join(dirname(file), imported));
    return layer.mayImport.test(path) ? [] : [`${file} (${layer.name}) imports ${path}`];
  });
}
