/** What an environment sets of the rules: for the API server's policies, and beside the tree for whoever judges it. */
import type { Environment } from '../constructs/declaration/index.ts';
import { PlanError } from '../constructs/plan.ts';
import { textOf } from '../constructs/tree.ts';
import { parseManifests, Source } from '../policies/manifests/index.ts';
import { rules } from '../policies/rules/index.ts';
import { admissionFaults } from '../policies/settings/admission.ts';
import { apiVersion, kind, settingsIn } from '../policies/settings/read.ts';
import type { Settings } from '../policies/settings/settings.ts';

/** No object of the cluster: `guichet-policies` finds it in the folder that it judges. */
export const settingsFile = 'policies.json';

/** What OpenShift's own operators run, and put into our pods: `image: auto` of the mesh becomes one of these. */
const redHat = 'registry.redhat.io/';

const hostOf = (image: string): string => `${image.split('/')[0] ?? ''}/`;

/** Ours, and the mirror of what operators run for us. */
const registriesOf = ({ images, data }: Environment): readonly string[] => [...new Set([hostOf(images.registry), hostOf(data.postgres.image), redHat])];

export function settingsDocument(environment: Environment): object {
  const { name, cluster, admission: { rules: own, ...admission } } = environment;
  return { apiVersion, kind, metadata: { name }, kubernetes: cluster.kubernetes, admission, rules: { 'hygiene/known-registries': { params: { known: registriesOf(environment) } }, ...own } };
}

/** The settings as they are read from the file. Throws a PlanError that holds everything that is wrong with them. */
export function settingsFor(environment: Environment): Settings {
  const text = textOf({ path: settingsFile, content: settingsDocument(environment) });
  const { settings, faults } = settingsIn(parseManifests(new Source(settingsFile, text)), rules);
  const all = [...faults.map((line) => line.replace(/^[^:]*:\d+:\d+: /, '')), ...admissionFaults(rules, settings)];
  if (all.length > 0) throw new PlanError(environment.name, all.map((line) => `admission: ${line}`));
  return settings;
}
