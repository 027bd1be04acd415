import assert from 'node:assert/strict';
import type { Fixture, OutsideDelivery, OutsideFault } from './fixture.ts';
import type { Scenario } from './scenario.ts';
import { goesWrong, good, readWebhook, sceneOf, statusOfWebhook, type Scene } from './scene.ts';

/** What is delivered of one good payment. */
async function deliveries(fixture: Fixture, fault?: OutsideFault): Promise<{ readonly scene: Scene; readonly letters: readonly OutsideDelivery[] }> {
  const { world, route } = fixture;
  const scene = sceneOf(fixture);
  const before = world.courier.deliveries().length;
  if (fault) goesWrong(scene, fault);
  else world.faults.set([]);
  await good(scene);
  await world.courier.idle();
  world.faults.set([]);
  const letters = world.courier.deliveries().slice(before).filter((one) => one.route === route);
  assert.ok(letters.length > 0, 'the provider told nothing');
  return { scene, letters };
}

const refused = async (fixture: Fixture, fault: 'forged' | 'old'): Promise<void> => {
  const { scene, letters } = await deliveries(fixture, fault);
  const bad = letters.filter((one) => one.fault === fault);
  assert.equal(bad.length, 1);
  for (const letter of bad) assert.equal(await statusOfWebhook(scene, letter), 401);
};

export const telling = (fixture: Fixture): Scenario[] => [
  {
    name: 'reads what the provider tells of our attempt',
    play: async () => {
      const { scene, letters } = await deliveries(fixture);
      const notices = (await Promise.all(letters.map((letter) => readWebhook(scene, letter)))).flatMap((one) => one.notices);
      assert.ok(notices.some(({ attempt, what }) => attempt === scene.ask.attempt && (what === 'authorise' || what === 'capture')), JSON.stringify(notices));
    },
  },
  {
    name: 'tells a repeated webhook by the same id',
    play: async () => {
      const { scene, letters } = await deliveries(fixture, 'duplicated');
      const twice = letters.filter((one) => one.fault === 'duplicated');
      const ids = await Promise.all(twice.map(async (letter) => (await readWebhook(scene, letter)).notices.map(({ id }) => id)));
      assert.equal(ids.length, 2);
      assert.deepEqual(ids[0], ids[1]);
    },
  },
  { name: 'refuses a webhook that a stranger has signed', play: () => refused(fixture, 'forged') },
  ...(fixture.webhooks === 'timed' ? [{ name: 'refuses a webhook of long ago', play: () => refused(fixture, 'old') }] : []),
  {
    name: 'refuses a webhook without a signature',
    play: async () => {
      const { scene, letters } = await deliveries(fixture);
      const { unsigned = (body: string) => body } = fixture;
      assert.equal(await statusOfWebhook(scene, { headers: { 'content-type': 'application/json' }, body: unsigned(letters[0]?.body ?? '{}') }), 401);
    },
  },
];
