import { equal, euros, eventually, hold, read } from './check.ts';
import { Payment } from './shapes.ts';
import { action, basketOf, becomes, comeBack, intent } from './shopping.ts';
import { step } from './step.ts';

export const bank = step('a bank’s answer is lost, and what became of the payment is found by look-up', async (world) => {
  const { basket, total } = await basketOf(world, 'customer', { kettle: 1 });
  const { payment } = await intent(world, 'customer', { basket });
  await world.outside('/faults', [{ fault: 'answer-lost', provider: 'xs2a', of: '/payments', times: 1 }], 'PUT');
  const { status, body } = await world.ask(`/v1/payments/${payment}/attempts`, { as: 'customer', method: 'POST', body: { instrument: { method: 'bank-transfer', iban: 'DE89370400440532013000' }, returnAddress: 'https://shop.example/back' } });
  await world.outside('/faults', [], 'PUT');
  const first = read('the payment', Payment, body);
  world.say(`the bank took the order and its answer was lost: the shop answers ${status}, the payment is ${first.state}`);
  const found = await eventually('the look-up finds it', async () => {
    const seen = read('the payment', Payment, (await world.ask(`/v1/payments/${payment}`, { as: 'customer' })).body);
    return seen.attempts.at(-1)?.action?.address === undefined ? undefined : seen;
  }, 90);
  equal('the attempts', found.attempts.length, 1);
  const attempt = found.attempts.at(-1)?.attempt ?? '';
  world.say(`the same order is found at the bank: the customer is sent to ${action(found).address ?? ''}`);
  await world.outside('/parts/xs2a/acts/approve', { attempt });
  await comeBack(world, 'customer', found, { state: 'back' });
  const paid = await becomes(world, 'customer', payment, 'captured', 60);
  hold('all is paid', paid.captured.amount === total);
  const happened = await world.outside('/happened');
  const orders = Array.isArray(happened) ? happened.filter((one: unknown) => JSON.stringify(one).includes(attempt) && JSON.stringify(one).includes('"authorisation"')) : [];
  equal('the orders that the bank has had', orders.length, 1);
  world.say(`the bank has executed one order of ${euros(paid.captured.amount)}`);
});
