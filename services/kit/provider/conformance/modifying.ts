import assert from 'node:assert/strict';
import type { Route } from '../../../provider.ts';
import type { Fixture } from './fixture.ts';
import { captured, counted, fails, goes, ready, toldOf, went } from './modifying-scene.ts';
import { parting } from './parts.ts';
import type { Scenario } from './scenario.ts';
import { effects, goesWrong, lookUpAuthorisation, lookUpModification, modify, moneyOf, nowhere, sceneOf, stepOf, type Modifying } from './scene.ts';

/** The same promises of each that the route has. */
const exactlyOnce = (fixture: Fixture, what: Modifying): Scenario[] => [
  {
    name: `has the effect of one when a ${what} is asked twice with one key`,
    play: async () => {
      const { scene, of, authorisation } = await ready(fixture, what);
      const step = stepOf(scene, what, of, undefined, what === 'refund' ? { authorisation } : {});
      const [first, second] = [await goes(scene, step), await goes(scene, step)];
      assert.equal(second.reference, first.reference);
      assert.equal(counted(scene, step), 1);
    },
  },
  {
    name: `knows that no ${what} was done where nobody was reached, and not what became of an earlier one`,
    play: async () => {
      const { scene, of, authorisation } = await ready(fixture, what);
      const elsewhere = { ...sceneOf(fixture, { address: await nowhere() }), ask: scene.ask };
      const step = stepOf(scene, what, of, undefined, what === 'refund' ? { authorisation } : {});
      assert.equal((await modify(elsewhere, step)).state, 'not-processed');
      assert.equal((await lookUpModification(elsewhere, step)).state, 'unknown');
    },
  },
  ...(['answer-lost', 'connection-lost'] as const).map((fault) => ({
    name: fault === 'answer-lost' ? `finds a ${what} whose answer was lost` : `does once a ${what} that never arrived`,
    play: async () => {
      const { scene, of, authorisation } = await ready(fixture, what);
      const step = stepOf(scene, what, of, undefined, what === 'refund' ? { authorisation } : {});
      goesWrong(scene, fault, fixture.doing[what]);
      assert.equal((await modify(scene, step)).state, 'unknown');
      const found = await lookUpModification(scene, step);
      if (fault === 'answer-lost') assert.ok(went.has(found.state), `it was ${found.state}`);
      else if (found.state === 'not-found') await goes(scene, step);
      else assert.ok(went.has(found.state), `it was ${found.state}`);
      assert.equal(counted(scene, step), 1);
    },
  })),
  ...(fixture.busy?.of.includes(what) ? [whileBusy(fixture, what, fixture.busy.is)] : []),
];

const whileBusy = (fixture: Fixture, what: Modifying, is: NonNullable<Fixture['busy']>['is']): Scenario => ({
  name: `does not know of a ${what} while an earlier request is running, and has its effect once`,
  play: async () => {
    const { scene, of, authorisation } = await ready(fixture, what);
    const step = stepOf(scene, what, of, undefined, what === 'refund' ? { authorisation } : {});
    await is(step, true);
    assert.equal((await modify(scene, step)).state, 'unknown');
    const { state } = await lookUpModification(scene, step);
    assert.ok(state === 'unknown' || state === 'not-found', `the look-up says that it is ${state}`);
    await is(step, false);
    await goes(scene, step);
    assert.equal(counted(scene, step), 1);
  },
});

const capturing = (fixture: Fixture, { captures }: Route): Scenario[] => [
  ...exactlyOnce(fixture, 'capture'),
  captures === 'one-full'
    ? {
        name: 'captures no part',
        play: async () => {
          const { scene, of } = await ready(fixture, 'capture');
          assert.equal((await modify(scene, stepOf(scene, 'capture', of, 1))).state, 'refused');
        },
      }
    : {
        name: 'captures a part',
        play: async () => {
          const { scene, of } = await ready(fixture, 'capture');
          const step = stepOf(scene, 'capture', of, 400, { final: true });
          await goes(scene, step);
          assert.deepEqual(effects(scene, 'capture', [step.body.operation]).map(moneyOf), [step.body.amount]);
        },
      },
  ...(captures === 'many-partial'
    ? [
        {
          name: 'captures in several parts, and no more than was authorised',
          play: async () => {
            const { scene, of } = await ready(fixture, 'capture');
            await goes(scene, stepOf(scene, 'capture', of, 400, { final: false }));
            await goes(scene, stepOf(scene, 'capture', of, 600, { final: false }));
            await fails(scene, stepOf(scene, 'capture', of, 100, { final: false }));
            await goes(scene, stepOf(scene, 'capture', of, 99, { final: true }));
          },
        },
      ]
    : []),
];

const voiding = (fixture: Fixture): Scenario[] => [
  ...exactlyOnce(fixture, 'void'),
  {
    name: 'is voided afterwards',
    play: async () => {
      const { scene, of } = await ready(fixture, 'void');
      const step = stepOf(scene, 'void', of);
      const answer = await goes(scene, step);
      if (fixture.modifies === 'told-later') assert.equal((await toldOf(scene, step, answer))?.state, 'done');
      else assert.equal((await lookUpAuthorisation(scene, of)).state, 'voided');
    },
  },
  {
    name: 'gives nothing back of what is captured',
    play: async () => {
      const { scene, authorisation } = await captured(fixture);
      await fails(scene, stepOf(scene, 'void', authorisation));
    },
  },
];

const refunding = (fixture: Fixture, { refunds }: Route): Scenario[] => [
  ...exactlyOnce(fixture, 'refund'),
  ...(refunds === 'partial'
    ? [
        {
          name: 'refunds in parts, and no more than was taken',
          play: async () => {
            const { scene, of, authorisation } = await captured(fixture);
            await goes(scene, stepOf(scene, 'refund', of, 300, { authorisation }));
            await goes(scene, stepOf(scene, 'refund', of, 200, { authorisation }));
            await fails(scene, stepOf(scene, 'refund', of, 600, { authorisation }));
          },
        },
      ]
    : []),
];

const refusing = (fixture: Fixture, what: Modifying): Scenario => ({
  name: `refuses a ${what}, and does not ask the provider`,
  play: async () => {
    const { scene, of } = await ready(fixture, what === 'refund' ? 'refund' : 'void');
    const step = stepOf(scene, what, of);
    assert.equal((await modify(scene, step)).state, 'refused');
    assert.equal(counted(scene, step), 0);
  },
});

/** A void of what is taken at once is of a payment that waits for its payer: each provider's own tests have it. */
export function modifying(fixture: Fixture, route: Route): Scenario[] {
  const manual = route.capture.includes('manual') && fixture.ask.capture !== 'automatic';
  return [
    ...(manual ? [...capturing(fixture, route), ...parting(fixture, route)] : []),
    ...(route.capture.includes('manual') ? [] : [refusing(fixture, 'capture')]),
    ...(manual && route.voids ? voiding(fixture) : []),
    ...(route.voids ? [] : [refusing(fixture, 'void')]),
    ...(route.refunds === 'none' ? [refusing(fixture, 'refund')] : refunding(fixture, route)),
  ];
}
