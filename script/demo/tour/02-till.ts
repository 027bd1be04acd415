import { equal, euros, eventually, hold, read } from './check.ts';
import { Basket, Payment } from './shapes.ts';
import { becomes, intent } from './shopping.ts';
import { step } from './step.ts';
import type { World } from './world.ts';

const terminal = 'V400m-324688042';
const part = 3000;

const acts = (world: World) => (act: string, more: object = {}) => world.outside(`/parts/adyen-terminal/acts/${act}`, { terminal, ...more });

/** What the customer does while the till waits for the terminal's answer. */
async function customerPays(world: World): Promise<void> {
  const at = acts(world);
  const shows = (text: string) => eventually(`the terminal shows "${text}"`, async () => (JSON.stringify(await at('shows')).includes(text) ? true : undefined));
  await shows('present your card');
  world.say('the terminal shows: present your card');
  await at('insert');
  await shows('enter your PIN');
  world.say('the terminal shows: enter your PIN');
  await at('pin', { pin: '1234' });
}

export const till = step('in the store the till scans the code, adds a notebook, and the customer pays a part by card and PIN', async (world) => {
  const found = read('the basket', Basket, (await world.ask(`/v1/codes/${world.recall('code')}`, { as: 'till' })).body);
  equal('the basket that was fetched', found.basket, world.recall('basket'));
  const more = read('the basket', Basket, (await world.ask(`/v1/baskets/${found.basket}/items/notebook`, { as: 'till', method: 'PUT', body: { quantity: 1 }, headers: { 'if-match': `"${found.version}"` } })).body);
  equal('the total', more.total.amount, 5140);
  world.say(`the till shows the same basket, with the notebook: ${euros(more.total.amount)}`);
  await world.ask(`/v1/baskets/${found.basket}/reservations`, { as: 'till', method: 'POST', body: { store: 'lyon-2', items: [{ product: 'tea', quantity: 2 }] } });
  world.say('the tea is held at lyon-2, where it will be collected');
  await acts(world)('attend', { customer: 'waits' });
  const { payment } = await intent(world, 'till', { basket: found.basket, amount: { amount: part, currency: 'EUR' } });
  const [answer] = await Promise.all([world.ask(`/v1/payments/${payment}/attempts`, { as: 'till', method: 'POST', body: { instrument: { method: 'terminal', terminal, till: 'till-1' } } }), customerPays(world)]);
  const first = read('the payment', Payment, answer.body);
  const paid = first.state === 'captured' ? first : await becomes(world, 'till', payment, 'captured');
  equal('the payment at the terminal', [paid.state, paid.captured.amount], ['captured', part]);
  world.kept.set('terminal payment', payment);
  world.say(`the receipt says: paid ${euros(part)} by card`);
  const after = await eventually('the basket knows what was paid', async () => {
    const seen = read('the basket', Basket, (await world.ask(`/v1/baskets/${found.basket}`, { as: 'till' })).body);
    return seen.due.amount === 5140 - part ? seen : undefined;
  });
  hold('the basket is still open', after.state === 'open');
  world.say(`the till shows what is left: ${euros(after.due.amount)}`);
});
