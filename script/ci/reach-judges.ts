/**
 * Holds the reachability engine of policies/ to outside judges: the network to cyclonus, on the tree and on random small networks; methods,
 * paths and identities to real Envoys that Istio's own control plane configures, on the tree and on changes of its policies.
 */
import { prod as environment } from '../../environments/prod.ts';
import { check, hold, say, since } from './check.ts';
import { writtenFor } from './cluster/written.ts';
import { agreesOnMesh } from './reach/mesh.ts';
import { agreesOnNetwork, disagreements } from './reach/network.ts';
import { randomNetwork } from './reach/random-network.ts';
import { podsOf } from './network/pods.ts';
import { portsOf } from './network/declared.ts';
import { plan } from '../../constructs/plan.ts';
import { services } from '../../services/registry.ts';

const networks = Number(process.env['GUICHET_NETWORKS'] ?? 2_000);
/** Said, so that a failure can be had again. */
const seed = Number(process.env['GUICHET_SEED'] ?? 20_261_125);

await check(async (resources) => {
  const objects = writtenFor(environment).map(({ object }) => object);
  let started = performance.now();
  const tree = agreesOnNetwork({ objects, pods: podsOf(objects), ports: portsOf(plan(services, environment)) });
  say(`cyclonus, our tree: ${tree.pairs} ways (pairs of pods, by port), ${tree.open} open, ${tree.differ.length} judged otherwise, in ${since(started)}`);
  for (const line of tree.differ.slice(0, 20)) say(`  ${line}`);
  started = performance.now();
  const totals = { pairs: 0, open: 0, differ: 0 };
  for (let i = 0; i < networks; i += 1) {
    const network = randomNetwork(seed + i);
    const { pairs, open, differ } = agreesOnNetwork(network);
    totals.pairs += pairs;
    totals.open += open;
    totals.differ += differ.length;
    if (differ.length > 0) say(disagreements(seed + i, network, differ));
    hold(totals.differ < 40, 'too many disagreements, see above');
  }
  say(`cyclonus, ${networks} random networks from seed ${seed}: ${totals.pairs} ways, ${totals.open} open, ${totals.differ} judged otherwise, in ${since(started)}`);
  const mesh = await agreesOnMesh(environment, resources);
  hold(tree.differ.length + totals.differ + mesh === 0, `${tree.differ.length + totals.differ + mesh} disagreements, see above`);
});
