/** The second half of `npm run synth`: what was written, by every rule. `cdk8s synth` asks the same by its validation plugin. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../environments/index.ts';
import { run } from '../policies/cli/commands.ts';
import { treeFolder } from './ci/shared.ts';

process.exitCode = await run(['check', '--each', ...environments.map(({ cluster }) => join(treeFolder, cluster.name)), ...process.argv.slice(2)], {
  now: () => new Date(),
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  write: writeFileSync,
  exists: existsSync,
});
