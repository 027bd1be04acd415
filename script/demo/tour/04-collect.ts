import { Type } from 'typebox';
import { equal, euros, eventually, hold, read } from './check.ts';
import { Payment, Sum } from './shapes.ts';
import { step } from './step.ts';

const WithReservations = Type.Object({ reservations: Type.Array(Type.Object({ reservation: Type.String(), state: Type.String(), store: Type.String() })) });
const Returned = Type.Object({ reservation: Type.Object({ state: Type.String() }), refund: Sum });

export const collect = step('the tea is collected at another store; one packet is brought back there and refunded', async (world) => {
  const { reservations } = read('the basket', WithReservations, (await world.ask(`/v1/baskets/${world.recall('basket')}`, { as: 'customer' })).body);
  const held = reservations.find(({ store }) => store === 'lyon-2');
  hold('the tea is held at lyon-2', held?.state === 'held');
  const path = `/v1/reservations/${held.reservation}`;
  const refused = await world.ask(`${path}/collections`, { as: 'till', method: 'POST', status: 409 });
  world.say(`the till of vienna-1 may not hand it out: ${refused.status}`);
  const collected = read('the reservation', Type.Object({ state: Type.String() }), (await world.ask(`${path}/collections`, { as: 'till-two', method: 'POST' })).body);
  equal('the reservation', collected.state, 'collected');
  world.say('the till of lyon-2 hands out two packets of tea');
  const { refund } = read('what came back', Returned, (await world.ask(`${path}/returns`, { as: 'till-two', method: 'POST', body: { items: [{ product: 'tea', quantity: 1 }] } })).body);
  equal('what is to be refunded', refund.amount, 1450);
  const payment = world.recall('paypal payment');
  const without = await world.ask(`/v1/payments/${payment}/refunds`, { as: 'till-two', method: 'POST', body: { amount: refund }, status: 401 });
  world.say(`without a second factor the refund is refused: ${without.headers.get('www-authenticate') ?? ''}`);
  await world.ask(`/v1/payments/${payment}/refunds`, { as: 'till-two', mfa: true, method: 'POST', body: { amount: refund } });
  const seen = await eventually('the refund is done', async () => {
    const one = read('the payment', Payment, (await world.ask(`/v1/payments/${payment}`, { as: 'customer' })).body);
    return one.refunded.amount === 1450 ? one : undefined;
  });
  world.say(`with it, ${euros(seen.refunded.amount)} go back by PayPal`);
});
