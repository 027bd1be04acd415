/** A new version of a service, from the changed digest until its Rollout has come to an end. */
import { programContainer } from '../../../constructs/names.ts';
import { eventually } from '../check.ts';
import type { Bounded } from './bounds.ts';
import type { Rollout } from './rollouts.ts';
import { trouble, type Simulation } from './simulation.ts';
import type { Container } from './templates.ts';

/** How a new version can end: everywhere, nowhere, or with its first share of the traffic until a person decides. */
export type End = 'promoted' | 'taken back' | 'held';

export interface Release {
  readonly simulation: Simulation;
  readonly workload: Bounded;
  /** As it was before. */
  readonly rollout: Rollout;
}

const isProgram = ({ name }: Container): boolean => name === programContainer;

/** The image of the program. */
export const imageOf = ({ spec: { template } }: Rollout): string => template.spec.containers.find(isProgram)?.image ?? '';

/** The Rollout with another digest, as Git would have it. */
export function renewed(rollout: Rollout): Rollout {
  const { spec } = rollout;
  const image = `${imageOf(rollout).split('@')[0] ?? ''}@sha256:${'f'.repeat(64)}`;
  const containers = spec.template.spec.containers.map((one) => (isProgram(one) ? { ...one, image } : one));
  return { ...rollout, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } } };
}

function hasEnded(end: End, { status }: Rollout): boolean {
  switch (end) {
    case 'promoted':
      return status?.phase === 'Healthy' && status.stableRS === status.currentPodHash;
    case 'taken back':
      return status?.abort === true && status.stableRS !== status.currentPodHash;
    case 'held':
      return status?.phase === 'Paused' && (status.pauseConditions ?? []).some(({ reason }) => reason === 'InconclusiveAnalysisRun');
  }
}

/** Waits for the end of a release. */
export async function comesTo(end: End, { simulation, workload: { name }, rollout }: Release): Promise<void> {
  const path = await simulation.kubernetes.path(rollout);
  let last: Rollout = rollout;
  await eventually(`${name} is ${end}`, async () => {
    last = await simulation.kubernetes.get<Rollout>(path);
    return hasEnded(end, last) ? true : undefined;
  }, { otherwise: async () => `it is ${last.status?.phase ?? 'without status'} (${last.status?.message ?? ''}) at step ${last.status?.currentStepIndex ?? 0}\n${await trouble(simulation)}` });
}

/** The images that the pods of a release run. */
export const imagesIn = ({ simulation: { pods }, workload }: Release): ReadonlySet<string> =>
  new Set(pods.of(workload).flatMap(({ spec }) => spec.containers.filter(isProgram).map(({ image = '' }) => image)));

/** Waits until no pod but the service's least number is left, all of one image. */
export async function onlyRuns(release: Release, image: string): Promise<void> {
  const { simulation, workload } = release;
  const alone = (images: ReadonlySet<string>): boolean => images.size === 1 && images.has(image) && simulation.pods.of(workload).length === workload.min;
  await eventually(`${workload.name} runs only ${image}`, () => (alone(imagesIn(release)) ? true : undefined), {
    timeout: 240_000,
    otherwise: () => `${simulation.pods.of(workload).length} pods run ${[...imagesIn(release)].join(' and ')}`,
  });
}
