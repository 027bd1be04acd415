import { Type } from 'typebox';
import { equal, eventually, read } from './check.ts';
import { step } from './step.ts';

const Created = Type.Object({ customer: Type.String() });

export const erasure = step('the customer asks for erasure', async (world) => {
  const { customer } = read('the profile', Created, (await world.ask('/v1/customers', { as: 'customer', method: 'POST', body: { name: 'Maria Muster', email: 'maria@shop.example', language: 'de' } })).body);
  const path = `/v1/customers/${customer}`;
  const exported = JSON.stringify((await world.ask(`${path}/export`, { as: 'customer', mfa: true })).body);
  equal('whether the export says their name', exported.includes('Maria Muster'), true);
  world.say(`the export of everything held has ${exported.length} characters`);
  const { status } = await world.ask(path, { as: 'customer', mfa: true, method: 'DELETE', status: 204 });
  world.say(`the erasure is answered ${status}`);
  const gone = await world.ask(path, { as: 'customer', status: 404 });
  world.say(`the profile is answered ${gone.status}`);
  await eventually('the basket knows its owner no more', async () => ((await world.ask(`/v1/baskets/${world.recall('basket')}`, { as: 'customer' }).then(() => undefined, () => true)) ? true : undefined), 20);
  world.say('the basket of this morning is nobody’s');
});
