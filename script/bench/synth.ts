/** `synth.ts SIZE OUTDIR [OBJECTS]`: a whole synth of a fleet (or of the `reference`) for production, as `npm run synth` does it for each environment. */
import { writeFileSync } from 'node:fs';
import { filesOf, render, writeTree } from '../../constructs/tree.ts';
import { prod } from '../../environments/prod.ts';
import { services as reference } from '../../services/registry.ts';
import { reference as architecture } from '../../stacks/index.ts';
import { environmentOf, fleet } from './fleet.ts';
import { report } from './measure.ts';

const [, , size = 'reference', outdir = 'dist', objects] = process.argv;

if (size === 'none') report(0);
else {
  const services = size === 'reference' ? reference : fleet(Number(size));
  const environment = size === 'reference' ? prod : environmentOf(services, prod);
  const files = filesOf(render(architecture({ services, environment })));
  writeTree(outdir, files);
  report(files.filter(({ path }) => !path.endsWith('kustomization.yaml')).length);
  if (objects !== undefined) writeFileSync(objects, JSON.stringify(files));
}
