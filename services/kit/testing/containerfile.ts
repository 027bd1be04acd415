/** Whether an image holds what its program imports: read from the Containerfile, since no test builds it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** Modules of ours that are needed at run time: types are stripped, and so are their imports. */
function importedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, names = '', path = ''] of text.matchAll(/^(?:import|export)\s+([^'";]*?from\s+)?['"](\.[^'"]+)['"]/gm)) {
    const onlyTypes = names.startsWith('type ') || /^\{(\s*type\s[^,}]+,?)+\s*\}/.test(names);
    if (!onlyTypes) importedBy(normalize(join(dirname(file), path)), seen);
  }
  return seen;
}

/** What is wrong with the image of a service; empty where its program would find all that it imports. */
export function imageFaults(service: string): string[] {
  const file = join(root, 'services', service, 'Containerfile');
  if (!existsSync(file)) return [`${relative(root, file)} is missing`];
  const lines = readFileSync(file, 'utf8').split('\n');
  const copied = lines.filter((line) => line.startsWith('COPY') && !line.includes('--from=')).flatMap((line) => line.split(/\s+/).slice(1, -1).filter((part) => !part.startsWith('--')));
  const entry = `services/${service}/src/server.ts`;
  const needed = [...importedBy(entry), `services/${service}/migrations`, 'services/kit/migrations', 'package.json'].filter((path) => existsSync(join(root, path)));
  const images = lines.flatMap((line) => /^FROM\s+(\S+)/.exec(line)?.[1] ?? []);
  return [
    ...copied.filter((path) => !existsSync(join(root, path))).map((path) => `it copies ${path}, which does not exist`),
    ...needed.filter((path) => !copied.some((one) => path === one || path.startsWith(`${one}/`))).map((path) => `it does not copy ${path}, which ${entry} needs`),
    ...images.filter((image) => !image.startsWith('registry.access.redhat.com/ubi9/')).map((image) => `it is made from ${image}, which is no UBI 9 image of Red Hat's own registry`),
    ...(lines.some((line) => /^USER\s+[1-9]\d*(:0)?$/.test(line)) ? [] : ['it does not say which user runs it: write USER and a number that is not 0']),
    ...(lines.some((line) => line.startsWith('CMD') && line.includes(`"${entry}"`)) ? [] : [`it does not run ${entry}`]),
  ];
}
