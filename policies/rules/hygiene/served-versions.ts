import type { ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';
import { retired } from '../../workloads/retired.ts';

function* check(index: ManifestIndex): Generator<Problem> {
  for (const manifest of index.manifests) {
    const found = retired(manifest.apiVersion, manifest.kind);
    if (found) yield { manifest, path: ['apiVersion'], message: `is ${manifest.apiVersion}, which ${found.since}: write ${found.instead}` };
  }
}

const object = (apiVersion: string, kind: string): string => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: shop }
`;

export const servedVersions: Rule = {
  id: 'hygiene/served-versions',
  title: 'Every object is of a version that will be served',
  why: 'After an update of the cluster the object can be neither applied nor changed.',
  controls: ['dora/7'],
  check,
  cases: {
    hold: [object('batch/v1', 'CronJob'), object('policy/v1', 'PodDisruptionBudget'), object('kafka.strimzi.io/v1', 'KafkaTopic')],
    break: [object('batch/v1beta1 # <--', 'CronJob'), object('extensions/v1beta1 # <--', 'Ingress'), object('kafka.strimzi.io/v1beta2 # <--', 'KafkaTopic'), object('external-secrets.io/v1beta1 # <--', 'ExternalSecret'), object('v1 # <--', 'Endpoints')],
  },
};
