import assert from 'node:assert/strict';
import { declineCodes } from '../contract.ts';
import type { Fixture } from './fixture.ts';
import type { Scenario } from './scenario.ts';
import { authorise, drive, effects, goesWrong, good, lookUpAuthorisation, moneyOf, nowhere, sceneOf } from './scene.ts';

/** Of every number of digits that ISO 4217 has for money in use. */
const amounts = [{ amount: 500, currency: 'JPY' }, { amount: 1099, currency: 'EUR' }, { amount: 5120, currency: 'KWD' }] as const;

const exactlyOnce = async (fixture: Fixture, fault: 'answer-lost' | 'connection-lost' | 'answer-cut' | 'error-after'): Promise<void> => {
  const scene = sceneOf(fixture);
  goesWrong(scene, fault, fixture.doing.authorise);
  const { last, states } = await drive(scene);
  assert.ok(states.some((state) => state === 'unknown'), `nobody said that it is unknown: ${states.join(', ')}`);
  assert.equal(last.state, scene.ask.capture === 'manual' ? 'authorised' : 'captured', `it went ${states.join(', ')}`);
  assert.equal(effects(scene, 'authorisation').length, 1);
};

export const authorising = (fixture: Fixture): Scenario[] => [
  {
    name: 'authorises, and the provider has it once and for the amount',
    play: async () => {
      const scene = sceneOf(fixture);
      await good(scene);
      assert.deepEqual(effects(scene, 'authorisation').map(moneyOf), [scene.ask.amount]);
    },
  },
  {
    name: 'tells a decline by our code and theirs',
    play: async () => {
      const { ask = {}, pays = fixture.pays } = fixture.declined;
      const scene = sceneOf(fixture, { over: ask });
      const { last } = await drive(scene, pays);
      assert.equal(last.state, 'declined');
      assert.ok(last.decline && declineCodes.includes(last.decline.code) && last.decline.providerCode !== '', JSON.stringify(last));
      assert.deepEqual(effects(scene, 'authorisation'), []);
    },
  },
  { name: 'finds what was done and whose answer was lost', play: () => exactlyOnce(fixture, 'answer-lost') },
  { name: 'finds what was done and whose answer broke off', play: () => exactlyOnce(fixture, 'answer-cut') },
  { name: 'finds what was done and answered with a 500', play: () => exactlyOnce(fixture, 'error-after') },
  { name: 'does once what never arrived', play: () => exactlyOnce(fixture, 'connection-lost') },
  {
    name: 'has the effect of one when it is asked twice with one key',
    play: async () => {
      const scene = sceneOf(fixture);
      const [first, second] = [await authorise(scene), await authorise(scene)];
      assert.equal(second.reference, first.reference);
      await good(scene);
      assert.equal(effects(scene, 'authorisation').length, 1);
    },
  },
  {
    name: 'knows that nothing was done where nobody was reached',
    play: async () => {
      const scene = sceneOf(fixture, { address: await nowhere() });
      assert.equal((await authorise(scene)).state, 'not-processed');
    },
  },
  {
    name: 'does not know what became of it where nobody can be asked',
    play: async () => {
      const { ask, key } = sceneOf(fixture);
      assert.equal((await lookUpAuthorisation({ ...sceneOf(fixture, { address: await nowhere() }), ask, key })).state, 'unknown');
    },
  },
  {
    name: 'takes a state that it does not know for pending',
    play: async () => {
      const scene = sceneOf(fixture);
      const authorised = await good(scene);
      await fixture.becomesStrange(authorised);
      assert.equal((await lookUpAuthorisation(scene, authorised.reference)).state, 'pending');
    },
  },
  ...amounts.filter(({ currency }) => takes(fixture, currency)).map((amount) => ({
    name: `tells the provider ${amount.amount} minor units of ${amount.currency}`,
    play: async () => {
      const scene = sceneOf(fixture, { over: { amount } });
      await good(scene);
      assert.deepEqual(effects(scene, 'authorisation').map(moneyOf), [amount]);
    },
  })),
  {
    name: 'does not ask what its route does not allow',
    play: async () => {
      const scene = sceneOf(fixture, { over: { instrument: { method: 'sea-shells' } } });
      const answer = await authorise(scene);
      assert.deepEqual([answer.state, answer.decline?.code], ['declined', 'not-supported']);
      assert.deepEqual(effects(scene, 'authorisation'), []);
    },
  },
];

function takes({ service, route }: Fixture, currency: string): boolean {
  const currencies = service.capabilities.routes.find(({ name }) => name === route)?.currencies;
  return currencies === 'all' || currencies?.includes(currency) === true;
}
