/** The real Argo Rollouts controller against a cluster of simulated nodes. */
import { join } from 'node:path';
import { judge } from '../judges.ts';
import { definitionOf } from '../shared.ts';
import type { Cluster } from './cluster.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { freePort } from '../../../services/kit/local/ports.ts';
import { start, type Running } from './processes.ts';
import type { Workload } from './templates.ts';

/** A Rollout as its controller sees it. */
export interface Rollout extends Workload {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly currentStepIndex?: number;
    readonly readyReplicas?: number;
    readonly pauseConditions?: readonly { readonly reason: string }[];
  };
}

export const isRollout = (object: KubernetesObject): object is Rollout => object.kind === 'Rollout' && object.apiVersion.startsWith('argoproj.io/');

/** The controller waits for all of its kinds, used or not. */
export const rolloutsDefinitions: readonly string[] = ['Rollout', 'AnalysisRun', 'AnalysisTemplate', 'ClusterAnalysisTemplate', 'Experiment'].map((kind) => definitionOf('argoproj.io', kind));

/** Starts the controller; it stops with the handle. */
export async function startRollouts({ folder, kubeconfig }: Cluster): Promise<Running> {
  const [metrics, health] = [await freePort(), await freePort()];
  return start({
    name: 'rollouts-controller',
    command: judge('rollouts-controller'),
    args: ['--kubeconfig', kubeconfig, '--leader-elect=false', '--metricsPort', String(metrics), '--healthzPort', String(health), '--loglevel', 'warn'],
    log: join(folder, 'rollouts-controller.log'),
  });
}
