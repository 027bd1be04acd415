/** Asks a provider's program for what it does not expect: whatever comes, the answer is no 500. */
import { randomUUID } from 'node:crypto';
import { fuzz } from '../../testing/fuzz.ts';
import { providerApi } from '../server.ts';
import type { Fixture } from './fixture.ts';
import { good, sceneOf, stepOf } from './scene.ts';

export async function fuzzProvider(fixture: Fixture, { runs = 15, seed }: { readonly runs?: number; readonly seed?: number } = {}): Promise<void> {
  const scene = sceneOf(fixture);
  const { reference } = await good(scene);
  const { body: step } = stepOf(scene, 'refund', reference);
  const request = { ...scene.ask, attempt: randomUUID() };
  await fuzz({
    app: scene.app,
    api: providerApi(fixture.service),
    identifiers: [reference],
    bodies: {
      authorise: request, capture: step, void: step, refund: step,
      lookUp: { what: 'authorise', key: 'k', request, reference },
      readWebhook: { route: fixture.route, headers: fixture.world.courier.deliveries().at(-1)?.headers ?? {}, body: Buffer.from(fixture.world.courier.deliveries().at(-1)?.body ?? '{}').toString('base64') },
    },
    headers: async () => ({}),
    runs,
    ...(seed !== undefined && { seed }),
  });
}
