/** Captures, voids and refunds of one payment, and what becomes of them. */
import assert from 'node:assert/strict';
import type { Modification } from '../contract.ts';
import type { Fixture } from './fixture.ts';
import { effects, good, modify, readWebhook, sceneOf, stepOf, type Modifying, type Scene, type Step } from './scene.ts';

export const went = new Set<Modification['state']>(['done', 'accepted']);

export async function goes(scene: Scene, step: Step): Promise<Modification> {
  const answer = await modify(scene, step);
  assert.ok(went.has(answer.state), `${step.what} was ${answer.state}: ${answer.detail ?? answer.providerCode ?? ''}`);
  return answer;
}

export interface Captured {
  readonly scene: Scene;
  /** By which a refund is asked. */
  readonly of: string;
  readonly authorisation: string;
}

/** A payment that is taken, whole. */
export async function captured(fixture: Fixture): Promise<Captured> {
  const scene = sceneOf(fixture);
  const { reference, captureReference } = await good(scene);
  if (scene.ask.capture === 'automatic') return { scene, of: captureReference ?? reference, authorisation: reference };
  const capture = await goes(scene, stepOf(scene, 'capture', reference));
  return { scene, of: capture.reference ?? reference, authorisation: reference };
}

export const ready = async (fixture: Fixture, what: Modifying): Promise<Captured> => {
  if (what === 'refund') return captured(fixture);
  const scene = sceneOf(fixture);
  const { reference } = await good(scene);
  return { scene, of: reference, authorisation: reference };
};

const effectOf = { capture: 'capture', void: 'void', refund: 'refund' } as const;
export const counted = (scene: Scene, { what, body, of }: Step): number => effects(scene, effectOf[what], what === 'void' ? [body.operation, of] : [body.operation]).length;

/** What a webhook says that became of it. */
export async function toldOf(scene: Scene, { body: { operation } }: Step, { reference }: Modification): Promise<Modification | undefined> {
  const { courier } = scene.fixture.world;
  await courier.idle();
  const letters = courier.deliveries().filter((one) => one.route === scene.ask.route && (one.body.includes(operation) || (reference !== undefined && one.body.includes(reference))));
  const notices = (await Promise.all(letters.map((letter) => readWebhook(scene, letter)))).flatMap((one) => one.notices);
  return notices.find((one) => one.operation === operation || one.operationReference === reference)?.modification;
}

/** Refused, at once or when it is told. */
export async function fails(scene: Scene, step: Step): Promise<void> {
  const answer = await modify(scene, step);
  const told = scene.fixture.modifies === 'told-later' ? await toldOf(scene, step, answer) : answer;
  assert.equal(told?.state, 'refused');
  assert.ok(told.providerCode !== undefined && told.providerCode !== '', 'nobody says why');
  assert.equal(counted(scene, step), 0);
}
