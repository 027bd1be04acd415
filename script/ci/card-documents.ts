/**
 * Holds the acquirers of `cards` and their plays in the sandbox to the acquirers' own documents: every request, every answer and every webhook, and the
 * signatures that the official SDKs made.
 */
import { strange } from '../../services/cards/test/fixtures.ts';
import { openWorld } from '../../services/cards/test/support.ts';
import type { Seen } from '../../services/sandbox/frame/door.ts';
import { adyenFaults, adyenWebhookFaults } from './cards/adyen.ts';
import { at } from './cards/documents.ts';
import { playAll } from './cards/scenes.ts';
import { stripeEventFaults, stripeFaults } from './cards/stripe.ts';
import { adyenVectorFaults, stripeVectorFaults } from './cards/vectors.ts';
import { check, hold, say } from './check.ts';

const judges = { stripe: [stripeFaults, stripeEventFaults, stripeVectorFaults], 'adyen-checkout': [adyenFaults, adyenWebhookFaults, adyenVectorFaults] } as const;

await check(async (resources) => {
  const seen: Seen[] = [];
  const world = await openWorld((one) => seen.push(one));
  resources.defer(() => world.close());
  const { scenarios, failed } = await playAll(world);
  for (const line of failed) say(`  ${line}`);
  hold(failed.length === 0, `${failed.length} of ${scenarios} scenarios do not hold, see above`);
  for (const [provider, [requests, webhooks, vectors]] of Object.entries(judges)) {
    const asked = seen.filter((one) => one.provider === provider && at(one.answer.body, 'resultCode') !== strange);
    const told = world.courier.deliveries().filter((one) => one.provider === provider);
    const { judged, faults: unsigned } = vectors();
    const faults = [...new Set([...asked.flatMap(requests), ...told.flatMap(webhooks), ...unsigned])];
    for (const line of faults.slice(0, 40)) say(`  ${line}`);
    hold(faults.length === 0, `${provider}: ${faults.length} faults against its documents, see above`);
    hold(asked.length > 100 && told.length > 100 && judged > 0, `${provider}: too little was judged`);
    say(`${provider}: ${asked.length} requests with their answers and ${told.length} webhooks fit its documents, ${judged} signatures of its SDK agree`);
  }
});
