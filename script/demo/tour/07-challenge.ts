import { equal, euros, hold } from './check.ts';
import { cardFor } from './cards.ts';
import { action, attempt, basketOf, becomes, comeBack, intent } from './shopping.ts';
import { step } from './step.ts';

/** Its issuer wants to see the cardholder (a documented test card). */
const number = '4000002760003184';

/** Does what the payer's browser does on the issuer's page; answers the address that it is sent back to. */
async function prove(address: string): Promise<URL> {
  const page = await (await fetch(address)).text();
  const [, approve] = /action="([^"]*approve)"/.exec(page) ?? [];
  hold(`the issuer's page asks for a proof: ${page}`, approve !== undefined);
  const answer = await fetch(new URL(approve, address), { method: 'POST', redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '', address);
}

export const challenge = step('a card needs a 3-D Secure challenge', async (world) => {
  const { basket, total } = await basketOf(world, 'customer', { kettle: 1 });
  const { payment } = await intent(world, 'customer', { basket });
  const { instrument, last4 } = await cardFor(world, 'customer', payment, number);
  world.say(`the hosted fields have taken a card that ends in ${last4}; the shop has seen a token`);
  const asked = await attempt(world, 'customer', payment, { instrument, returnAddress: 'https://shop.example/back' });
  equal('the payment', asked.state, 'requires-action');
  const { address = '' } = action(asked);
  world.say(`the browser is sent to the issuer: ${address}`);
  const back = await prove(address);
  const paid = await comeBack(world, 'customer', asked, Object.fromEntries(back.searchParams));
  const captured = paid.state === 'captured' ? paid : await becomes(world, 'customer', payment, 'captured');
  hold('all is paid', captured.captured.amount === total);
  world.say(`the cardholder has proved to be one, and ${euros(captured.captured.amount)} are paid`);
});
