import { Type } from 'typebox';
import { equal, euros, eventually, hold, read } from './check.ts';
import { cardFor } from './cards.ts';
import { Basket } from './shapes.ts';
import { attempt, basketOf, becomes, intent } from './shopping.ts';
import { step } from './step.ts';
import type { World } from './world.ts';

const Proposals = Type.Object({ proposals: Type.Array(Type.Object({ proposal: Type.String(), product: Type.String(), channel: Type.String(), interested: Type.Integer(), converted: Type.Integer(), confidence: Type.Number() })) });

/** More than the least that insights look at on this machine. */
const visitors = 24;
/** Who look at the lamp alone. */
const lookers = 8;
const price = 6900;

type Instrument = Awaited<ReturnType<typeof cardFor>>['instrument'];

/** Looks at the lamp and at what everybody buys, and buys the latter. */
async function visit(world: World, as: 'customer' | 'guest', instrument: Instrument): Promise<void> {
  const { basket } = await basketOf(world, as, { mug: 1, notebook: 1, tea: 1 });
  await world.ask(`/v1/baskets/${basket}`, { as, method: 'PATCH', body: { viewed: ['lamp', 'mug', 'notebook', 'tea'] } });
  const { payment } = await intent(world, as, { basket });
  const paid = await attempt(world, as, payment, { instrument });
  hold(`a visitor's payment is taken: it is ${paid.state}`, paid.state === 'captured' || paid.state === 'processing');
}

export const promotion = step('a product that is often viewed and seldom bought gets a promotion, and is bought with it', async (world) => {
  const { basket } = await basketOf(world, 'guest', { notebook: 1 });
  const { payment } = await intent(world, 'guest', { basket });
  const { instrument } = await cardFor(world, 'guest', payment, '4242424242424242');
  for (let i = 0; i < visitors; i += 2) await Promise.all([visit(world, 'customer', instrument), visit(world, 'guest', instrument)]);
  for (let i = 0; i < lookers; i += 1) {
    const { basket: empty } = await basketOf(world, 'guest', {});
    await world.ask(`/v1/baskets/${empty}`, { as: 'guest', method: 'PATCH', body: { viewed: ['lamp'] } });
  }
  world.say(`${visitors + lookers} visitors have looked at the lamp; ${visitors} of them bought a mug, a notebook and tea, and none the lamp`);
  const proposal = await eventually('the lamp is proposed', async () => {
    const { proposals } = read('the proposals', Proposals, (await world.ask('/v1/promotions/proposals', { as: 'marketer' })).body);
    return proposals.find(({ product, channel }) => product === 'lamp' && channel === 'web');
  }, 40);
  world.say(`the marketer sees: lamp, web, ${proposal.interested} interested, ${proposal.converted} bought, confidence ${proposal.confidence}`);
  const now = Date.now();
  await world.ask(`/v1/promotions/proposals/${proposal.proposal}/acceptance`, { as: 'marketer', method: 'POST', body: { price: { amount: price, currency: 'EUR' }, start: new Date(now).toISOString(), end: new Date(now + 86_400_000).toISOString() } });
  const promoted = await eventually('the price has changed', async () => {
    const seen = await basketOf(world, 'customer', { lamp: 1 });
    return seen.total === price ? seen : undefined;
  }, 30);
  world.say(`a lamp costs ${euros(price)} now, in the place of ${euros(8900)}`);
  const bought = await intent(world, 'customer', { basket: promoted.basket });
  equal('what is to be paid', bought.amount.amount, price);
  await attempt(world, 'customer', bought.payment, { instrument });
  const paid = await becomes(world, 'customer', bought.payment, 'captured');
  world.say(`and is bought for ${euros(paid.captured.amount)}`);
  await eventually('the basket is bought', async () => (read('the basket', Basket, (await world.ask(`/v1/baskets/${promoted.basket}`, { as: 'customer' })).body).state === 'bought' ? true : undefined));
});
