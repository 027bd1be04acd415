import { equal, euros, eventually, read } from './check.ts';
import { Basket } from './shapes.ts';
import { action, attempt, becomes, comeBack, intent } from './shopping.ts';
import { step } from './step.ts';

export const paypal = step('the customer pays the rest by PayPal', async (world) => {
  const basket = world.recall('basket');
  const opened = await intent(world, 'customer', { basket });
  equal('what is left to pay', opened.amount.amount, 2140);
  const asked = await attempt(world, 'customer', opened.payment, { instrument: { method: 'paypal' }, returnAddress: 'https://shop.example/back' });
  const { address = '' } = action(asked);
  world.say(`the phone is sent to ${address}`);
  const order = new URL(address).searchParams.get('token') ?? '';
  await world.outside('/parts/paypal/acts/approve', { order });
  const paid = await comeBack(world, 'customer', asked, { token: order, PayerID: 'PAYER' });
  const captured = paid.state === 'captured' ? paid : await becomes(world, 'customer', opened.payment, 'captured');
  world.kept.set('paypal payment', captured.payment);
  world.say(`PayPal says that ${euros(captured.captured.amount)} are paid`);
  await eventually('the basket is bought', async () => (read('the basket', Basket, (await world.ask(`/v1/baskets/${basket}`, { as: 'customer' })).body).state === 'bought' ? true : undefined));
  world.say('the basket is bought');
});
