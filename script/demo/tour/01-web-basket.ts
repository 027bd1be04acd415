import { Type } from 'typebox';
import { equal, euros, read } from './check.ts';
import { basketOf } from './shopping.ts';
import { step } from './step.ts';

const Code = Type.Object({ code: Type.String(), address: Type.String() });

export const webBasket = step('a signed-in customer puts two products into a basket on the web, asks for a code, and closes the tab', async (world) => {
  const { basket, total } = await basketOf(world, 'customer', { mug: 1, tea: 2 });
  equal('the total', total, 1290 + 2 * 1450);
  const { code, address } = read('the code', Code, (await world.ask(`/v1/baskets/${basket}/codes`, { as: 'customer', method: 'POST' })).body);
  world.kept.set('basket', basket);
  world.kept.set('code', code);
  world.say(`the page shows a mug and two packets of tea for ${euros(total)}, and the code ${code} (${address})`);
});
