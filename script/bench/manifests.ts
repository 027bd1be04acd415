/** `manifests.ts COUNT FOLDER`: so many of our own objects as files, those after the first tree in namespaces of their own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, render, textOf } from '../../constructs/tree.ts';
import { prod } from '../../environments/prod.ts';
import { services } from '../../services/registry.ts';
import { reference } from '../../stacks/index.ts';
import { report } from './measure.ts';

/** The text of another copy: what it is named by and refers to is named as nothing in the copies before. */
const renamed = (text: string, copy: number): string =>
  copy === 0 ? text : text.replaceAll(/\bguichet-(?=[a-z])/g, `guichet-${copy}-`).replaceAll(/\b(namespace|name): (istio-system|istio-cni|openshift-gitops|default|cluster)$/gm, `$1: $2-${copy}`);

const [, , count = '100', folder = 'manifests'] = process.argv;
const files = filesOf(render(reference({ services, environment: prod }))).filter(({ path }) => !path.endsWith('kustomization.yaml'));
// Every n-th, so that a hundred have kinds of every stack.
const stride = Math.max(1, Math.floor(files.length / Number(count)));
const chosen = files.filter((_, i) => i % stride === 0);

mkdirSync(folder, { recursive: true });
for (let i = 0; i < Number(count); i += 1) {
  const file = chosen[i % chosen.length];
  if (!file) throw new Error('there is no object to write');
  const copy = Math.floor(i / chosen.length);
  writeFileSync(join(folder, `${String(i).padStart(6, '0')}.yaml`), renamed(textOf(file), copy));
}
report(Number(count));
