import { equal, euros, hold, read } from './check.ts';
import { Payment } from './shapes.ts';
import { basketOf, becomes, intent } from './shopping.ts';
import { step } from './step.ts';

/** Its bank asks nobody for an approval, so that what was ordered is executed, whether we hear of it or not. */
const iban = 'DE02100500000054540402';

export const bank = step('a bank’s answer is lost, and what became of the payment is found by look-up', async (world) => {
  const { basket, total } = await basketOf(world, 'customer', { kettle: 1 });
  const { payment } = await intent(world, 'customer', { basket });
  await world.outside('/faults', [{ fault: 'answer-lost', provider: 'xs2a', of: 'POST /v1/payments/', times: 1 }], 'PUT');
  const { status, body } = await world.ask(`/v1/payments/${payment}/attempts`, { as: 'customer', method: 'POST', body: { instrument: { method: 'bank-transfer', iban }, returnAddress: 'https://shop.example/back' } });
  await world.outside('/faults', [], 'PUT');
  const first = read('the payment', Payment, body);
  hold(`nothing is claimed of a payment whose answer was lost: it is ${first.state}`, first.state === 'processing');
  world.say(`the bank took the order and its answer was lost: the shop answers ${status}, the payment is ${first.state}`);
  const paid = await becomes(world, 'customer', payment, 'captured', 60);
  equal('what was paid', paid.captured.amount, total);
  equal('the attempts', paid.attempts.length, 1);
  world.say(`the transfer is found on the account statement: ${euros(paid.captured.amount)} are paid`);
  const happened = await world.outside('/happened');
  const executed = (Array.isArray(happened) ? happened : []).filter((one: unknown) => JSON.stringify(one).includes(paid.attempts[0]?.attempt ?? 'none') && JSON.stringify(one).includes('"capture"'));
  equal('how often the bank has paid', executed.length, 1);
  world.say('the bank has paid once');
});
