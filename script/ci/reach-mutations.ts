/**
 * Widens, drops or turns round every single rule of the real tree's walls, and asks whether the proof of segmentation fails. What it does not
 * see must change nothing, for a reason that is known and tested. Needs the tree that `npm run synth` writes.
 */
import { join } from 'node:path';
import { prod } from '../../environments/prod.ts';
import { load, ManifestIndex } from '../../policies/manifests/index.ts';
import { differencesOf } from '../../policies/reach/compare.ts';
import { equivalences } from '../../policies/reach/mutation/equivalents.ts';
import { mutantsOf } from '../../policies/reach/mutation/mutants.ts';
import { survivorsAmong, type Survivor } from '../../policies/reach/mutation/survivors.ts';
import { worldOf } from '../../policies/reach/world.ts';
import { check, hold, say, since } from './check.ts';
import { treeFolder } from './shared.ts';

await check(async () => {
  const { manifests, faults } = load([join(treeFolder, prod.cluster.name)]);
  hold(faults.length === 0, `the tree cannot be read: ${faults.map(({ file, message }) => `${file}: ${message}`).join('; ')}`);
  const world = worldOf(new ManifestIndex(manifests));
  const { graph } = world;
  hold(graph !== undefined, 'there is no declared graph beside the tree: run `npm run synth` first');
  hold(differencesOf(world, graph).length === 0, 'the tree differs from the declared graph as it is');
  const survivors: Survivor[] = [];
  for (const [kind, mutants] of Map.groupBy(mutantsOf(world), ({ manifest }) => manifest.kind)) {
    const started = performance.now();
    const found = survivorsAmong(world, graph, mutants);
    survivors.push(...found);
    say(`${kind}: ${mutants.length} mutants, ${mutants.length - found.length} seen, ${found.filter(({ equivalent }) => equivalent !== undefined).length} change nothing, in ${since(started)}`);
  }
  say('what changes nothing, and why:');
  for (const [reason, same] of Map.groupBy(survivors, ({ equivalent }) => equivalent)) if (reason !== undefined) say(`  ${same.length}: ${reason}, such as ${same[0]?.mutant.name ?? ''}`);
  const unused = equivalences.filter(({ reason }) => !survivors.some(({ equivalent }) => equivalent === reason));
  for (const { reason } of unused) say(`  0: ${reason}`);
  const deaf = survivors.filter(({ equivalent }) => equivalent === undefined);
  for (const { mutant } of deaf.slice(0, 40)) say(`  not seen: ${mutant.name}`);
  hold(deaf.length === 0, `${deaf.length} mutants are not seen, so the proof proves too little`);
  hold(unused.length === 0, 'a reason explains nothing: take it out');
});
