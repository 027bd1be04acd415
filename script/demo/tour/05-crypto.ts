import { Type } from 'typebox';
import { equal, euros, eventually, hold, read } from './check.ts';
import { Payment } from './shapes.ts';
import { action, attempt, basketOf, becomes, intent } from './shopping.ts';
import { step } from './step.ts';

const Show = Type.Object({ received: Type.Object({ amount: Type.Integer() }), left: Type.Object({ amount: Type.Integer() }) });
const Acting = Type.Object({ attempts: Type.Array(Type.Object({ action: Type.Optional(Type.Unknown()) })) });

export const crypto = step('a crypto payment is underpaid and topped up', async (world) => {
  const { basket, total } = await basketOf(world, 'customer', { notebook: 2 });
  const { payment } = await intent(world, 'customer', { basket });
  const asked = await attempt(world, 'customer', payment, { instrument: { method: 'crypto' }, returnAddress: 'https://shop.example/back' });
  const { text, address } = action(asked);
  world.say(`the page shows ${text ?? address ?? ''}`);
  // Operators see the provider's reference.
  const invoice = read('the payment', Payment, (await world.ask(`/v1/payments/${payment}`, { as: 'operator' })).body).attempts.at(-1)?.reference ?? '';
  await world.outside('/parts/btcpay/acts/pay', { invoice, amount: '12.00' });
  const { left, received } = await eventually('the page says what is left', async () => {
    const seen = read('the payment', Acting, (await world.ask(`/v1/payments/${payment}`, { as: 'customer' })).body).attempts.at(-1)?.action;
    try { return read('what is shown', Show, seen); } catch { return undefined; }
  }, 30);
  equal('received and left', [received.amount, left.amount], [1200, total - 1200]);
  world.say(`${euros(received.amount)} have come, and the page asks for the ${euros(left.amount)} that are left`);
  await world.outside('/parts/btcpay/acts/pay', { invoice });
  await world.outside('/parts/btcpay/acts/confirm', { invoice });
  const paid = await becomes(world, 'customer', payment, 'captured', 40);
  hold('all is paid', paid.captured.amount === total);
  world.say(`the chain has confirmed ${euros(paid.captured.amount)}`);
});
