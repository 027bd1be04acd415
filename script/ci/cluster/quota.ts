/** The quotas at the highest numbers of pods: everything fits, and not one pod more. */
import { surgeOf } from '../../../constructs/canary.ts';
import { hold } from '../check.ts';
import type { Bounded } from './bounds.ts';
import type { Simulation } from './simulation.ts';
import { podOf } from './templates.ts';

/** The most pods of a workload at once: at its autoscaler's most, in the middle of a new version. */
export function peakOf({ kind, max, workload: { spec } }: Bounded): number {
  if (kind === 'Rollout') return max + surgeOf(max);
  const surge = spec.strategy?.rollingUpdate?.maxSurge ?? '25%';
  return max + (typeof surge === 'number' ? surge : Math.ceil((Number.parseInt(surge, 10) * max) / 100));
}

/** The quota that refuses one more pod of a workload, with what it lacks. Throws when the pod would be admitted. */
export async function refusal({ kubernetes }: Simulation, { namespace, name, workload }: Bounded): Promise<string> {
  const { status, body } = await kubernetes.send<object>('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, { body: podOf(workload)[0] ?? {} });
  const quota = /exceeded quota: (.+?), requested: (.+?), used/.exec(body.message ?? '');
  hold(status === 403 && quota !== null, `one more pod of ${namespace}/${name} is not refused by a quota: ${status} ${body.message ?? ''}`);
  return `${quota[1] ?? ''} (${(quota[2] ?? '').replaceAll(/=[^,]+/g, '').replaceAll(',', ', ')})`;
}
