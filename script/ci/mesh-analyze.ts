/** All of Istio's own analysers over the emitted manifests of every environment, without a cluster. Needs the tree that `npm run synth` writes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../../environments/index.ts';
import { check, hold, say } from './check.ts';
import { writtenFor } from './cluster/written.ts';
import { judge } from './judges.ts';
import { Authority } from './mesh/certificates.ts';
import { stranger } from './mesh/identity.ts';
import { writeManifests } from './mesh/manifests.ts';
import { controlPlane, promisedSecrets } from './mesh/promised.ts';

/** IST0147 takes the template of a gateway for a pod that runs without a proxy. Whether the injector takes it in is IST0146's question. */
const ofTemplates = /\[IST0147\] \(Pod .*#pods:/;

await check(async (resources) => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-analyze-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const worthless = new Authority(join(folder, 'authority')).issue(stranger);
  let findings = 0;
  for (const environment of environments) {
    const written = writtenFor(environment);
    const promised = promisedSecrets(written.map(({ object }) => object), worthless);
    const files = [...written.map(({ file }) => file), ...writeManifests(join(folder, environment.name), [...promised, ...controlPlane])];
    const { stdout, stderr, error } = spawnSync(judge('mesh-analyze'), files, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const [analysed] = /^\d+ analyzers, 0 skipped/m.exec(stdout ?? '') ?? [];
    hold(analysed !== undefined, `${environment.name}: the analysers did not all run: ${stdout}${stderr}${error?.message ?? ''}`);
    const found = stdout.split('\n').filter((line) => / \[IST\d+\] /.test(line));
    const real = found.filter((line) => !ofTemplates.test(line));
    say(`${environment.name}: ${written.length} objects, stand-ins for the control plane and for ${promised.length} Secrets that operators make: ${analysed}, ${real.length} findings, ${found.length - real.length} set aside (IST0147 of templates)`);
    for (const line of real) say(`  ${line}`);
    findings += real.length;
  }
  hold(findings === 0, `Istio's analysers have ${findings} things to say, see above`);
});
