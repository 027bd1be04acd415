/** What becomes of an authorisation of which a part is captured: the rest is taken, or given back, and what was taken is refunded. */
import assert from 'node:assert/strict';
import type { Route } from '../../../provider.ts';
import type { Modification } from '../contract.ts';
import type { Fixture } from './fixture.ts';
import { counted, fails, goes, ready, toldOf, went } from './modifying-scene.ts';
import type { Scenario } from './scenario.ts';
import { effects, goesWrong, lookUpAuthorisation, lookUpModification, modify, moneyOf, stepOf, type Scene, type Step } from './scene.ts';

const part = 400;
const restOf = ({ ask }: Scene): number => ask.amount.amount - part;

interface Begun {
  readonly scene: Scene;
  readonly authorisation: string;
  /** By which a refund of the part is asked. */
  readonly of: string;
}

/** A part is taken, and the rest is still reserved. */
async function partCaptured(fixture: Fixture): Promise<Begun> {
  const { scene, authorisation } = await ready(fixture, 'capture');
  const { reference } = await goes(scene, stepOf(scene, 'capture', authorisation, part, { final: false }));
  return { scene, authorisation, of: reference ?? authorisation };
}

/** Found as it was done: once, for no more than that, by whoever asks later. */
async function isDone(scene: Scene, step: Step, answer: Modification): Promise<void> {
  assert.equal(counted(scene, step), 1);
  if (scene.fixture.modifies === 'told-later') assert.equal((await toldOf(scene, step, answer))?.state, 'done');
  const found = await lookUpModification(scene, step);
  assert.ok(went.has(found.state), `the look-up says that it is ${found.state}`);
  if (found.amount) assert.deepEqual(found.amount, step.body.amount);
}

/** Where it is told later, a look-up says nothing that holds no more. */
async function lookedUpAs(scene: Scene, authorisation: string, state: 'captured' | 'voided'): Promise<void> {
  const found = (await lookUpAuthorisation(scene, authorisation)).state;
  if (scene.fixture.modifies !== 'told-later') assert.equal(found, state);
  else assert.ok(found !== 'authorised' && found !== 'captured', `the look-up says ${found} of what was so before`);
}

const voidRest = ({ scene, authorisation }: Begun): Step => stepOf(scene, 'void', authorisation, restOf(scene));
const captureRest = ({ scene, authorisation }: Begun): Step => stepOf(scene, 'capture', authorisation, restOf(scene), { final: true });
const refundPart = ({ scene, authorisation, of }: Begun, amount = part): Step => stepOf(scene, 'refund', of, amount, { authorisation });

const takingTheRest = (fixture: Fixture): Scenario[] => [
  {
    name: 'captures the rest after a part',
    play: async () => {
      const begun = await partCaptured(fixture);
      const step = captureRest(begun);
      await isDone(begun.scene, step, await goes(begun.scene, step));
      assert.deepEqual(effects(begun.scene, 'capture', [step.body.operation]).map(moneyOf), [step.body.amount]);
      await lookedUpAs(begun.scene, begun.authorisation, 'captured');
    },
  },
];

const givingTheRestBack = (fixture: Fixture): Scenario[] => [
  {
    name: 'gives the rest back after a part was captured, and takes no more',
    play: async () => {
      const begun = await partCaptured(fixture);
      const step = voidRest(begun);
      await isDone(begun.scene, step, await goes(begun.scene, step));
      assert.deepEqual(effects(begun.scene, 'void', [step.body.operation, step.of]).map(moneyOf), [step.body.amount]);
      await lookedUpAs(begun.scene, begun.authorisation, 'voided');
      await fails(begun.scene, captureRest(begun));
    },
  },
  ...(['answer-lost', 'connection-lost'] as const).map((fault) => ({
    name: fault === 'answer-lost' ? 'finds that the rest was given back, where the answer was lost' : 'gives the rest back once, where the request never arrived',
    play: async () => {
      const begun = await partCaptured(fixture);
      const step = voidRest(begun);
      goesWrong(begun.scene, fault, fixture.doing.void);
      assert.equal((await modify(begun.scene, step)).state, 'unknown');
      const found = await lookUpModification(begun.scene, step);
      assert.ok(went.has(found.state) || (fault === 'connection-lost' && found.state === 'not-found'), `it was ${found.state}`);
      // Whatever was found: asked once more by its key, it is done once.
      await isDone(begun.scene, step, await goes(begun.scene, step));
      await lookedUpAs(begun.scene, begun.authorisation, 'voided');
    },
  })),
];

const refundingThePart = (fixture: Fixture, { voids }: Route): Scenario[] => [
  {
    name: 'refunds the part that was captured, and no more, while the rest is reserved',
    play: async () => {
      const begun = await partCaptured(fixture);
      const step = refundPart(begun, part - 1);
      await isDone(begun.scene, step, await goes(begun.scene, step));
      await fails(begun.scene, refundPart(begun, 2));
      await goes(begun.scene, refundPart(begun, 1));
      await goes(begun.scene, captureRest(begun));
    },
  },
  ...(voids
    ? [
        {
          name: 'refunds the part that was captured, after the rest was given back',
          play: async () => {
            const begun = await partCaptured(fixture);
            await goes(begun.scene, voidRest(begun));
            const step = refundPart(begun);
            await isDone(begun.scene, step, await goes(begun.scene, step));
            await fails(begun.scene, refundPart(begun, 1));
          },
        },
      ]
    : []),
];

/** Of a route that captures once: the rest goes back with the capture. */
const onceAlone = (fixture: Fixture): Scenario[] => [
  {
    name: 'has nothing left to capture or to give back once a part was captured',
    play: async () => {
      const { scene, authorisation } = await ready(fixture, 'capture');
      await goes(scene, stepOf(scene, 'capture', authorisation, part, { final: true }));
      await fails(scene, stepOf(scene, 'capture', authorisation, restOf(scene), { final: true }));
      await fails(scene, stepOf(scene, 'void', authorisation, restOf(scene)));
    },
  },
];

/** Of a route that reserves first. */
export function parting(fixture: Fixture, route: Route): Scenario[] {
  if (route.captures === 'one-full') return [];
  if (route.captures === 'one-partial') return onceAlone(fixture);
  return [...takingTheRest(fixture), ...(route.voids ? givingTheRestBack(fixture) : []), ...(route.refunds === 'partial' ? refundingThePart(fixture, route) : [])];
}
