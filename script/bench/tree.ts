/** `tree.ts OUTDIR`: the whole tree as `npm run synth` writes it, a folder for each environment's cluster. */
import { join } from 'node:path';
import { filesOf, render, writeTree } from '../../constructs/tree.ts';
import { environments } from '../../environments/index.ts';
import { services } from '../../services/registry.ts';
import { reference } from '../../stacks/index.ts';
import { report } from './measure.ts';

const [, , outdir = 'dist'] = process.argv;
const written = environments.map((environment) => {
  const files = filesOf(render(reference({ services, environment })));
  writeTree(join(outdir, environment.cluster.name), files);
  return files.filter(({ path }) => !path.endsWith('kustomization.yaml')).length;
});
report(written.reduce((total, count) => total + count, 0));
