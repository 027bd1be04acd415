/** A card as a browser gives it: into the hosted fields, never into the gateway. */
import { Type } from 'typebox';
import type { UserName } from '../users.ts';
import { read } from './check.ts';
import type { World } from './world.ts';

const Session = Type.Object({ session: Type.String(), merchant: Type.String() });
const Tokenised = Type.Object({ token: Type.String(), last4: Type.String() });

/** Opens the fields for a payment and types the number there. */
export async function cardFor(world: World, as: UserName, payment: string, number: string) {
  const { session, merchant } = read('the card session', Session, (await world.ask(`/v1/payments/${payment}/card-sessions`, { as, method: 'POST', body: { origin: 'https://shop.example' } })).body);
  await world.ask(`/fields/${session}`, { service: 'card-entry' });
  const { token, last4 } = read('the token', Tokenised, (await world.ask(`/fields/${session}/tokens`, { service: 'card-entry', method: 'POST', body: { number, expiry: { month: 9, year: 2029 } } })).body);
  return { instrument: { method: 'card', token, merchant, holder: 'A Customer' }, last4 } as const;
}
