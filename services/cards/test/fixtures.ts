/** What both acquirers bring to the conformance kit. */
import type { Fixture } from '../../kit/provider/conformance.ts';
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Sandbox } from '../../sandbox/frame/sandbox.ts';
import { cards } from '../service.ts';
import { cardOf, connectorsOf } from './support.ts';

/** A state that no document has. */
export const strange = 'requires_moonlight';

/** The payer goes where the answer sends them, as a browser does, and comes back with what it was given. */
const pays = (form: (url: URL) => readonly [string, string]) => async ({ action }: Authorisation): Promise<Readonly<Record<string, string>>> => {
  if (action?.kind !== 'redirect') throw new Error(`nothing sends the payer anywhere: ${JSON.stringify(action)}`);
  if (!(await (await fetch(action.address)).text()).includes('<form method="post"')) throw new Error(`${action.address} is no page that a payer could use`);
  const [address, body] = form(new URL(action.address));
  const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
};

const viaStripe = (outcome: 'approve' | 'fail') => pays((url) => [`${url.href}/${outcome}`, '']);
const viaAdyen = (password: string) => pays((url) => [url.href, new URLSearchParams({ password }).toString()]);

/** Of the same key, whatever is asked. */
const busyAt = (world: Sandbox, outside: string): NonNullable<Fixture['busy']> => ({ of: ['capture', 'void', 'refund'], is: ({ key }, running) => world.part(outside).acts[running ? 'hold' : 'release']?.({ key }) });

export function fixturesOf(world: Sandbox): readonly (readonly [string, Fixture])[] {
  const stripe: Fixture = {
    service: cards, route: 'stripe', outside: 'stripe', world, webhooks: 'timed',
    connect: (address) => connectorsOf(world, (outside) => (outside === 'stripe' ? address : 'http://127.0.0.1:4')),
    ask: { instrument: cardOf('4242424242424242') },
    pays: viaStripe('approve'),
    declined: { ask: { instrument: cardOf('4000000000009995') } },
    doing: { authorise: 'POST /v1/payment_intents', capture: '/capture', void: '/cancel', refund: 'POST /v1/refunds' },
    busy: busyAt(world, 'stripe'),
    becomesStrange: ({ reference = '' }) => world.part('stripe').acts['becomes']?.({ intent: reference, status: strange }),
  };

  const adyen: Fixture = {
    service: cards, route: 'adyen', outside: 'adyen-checkout', world, webhooks: 'untimed', modifies: 'told-later',
    unsigned: (body) => body.replaceAll(/"hmacSignature":"[^"]+"/g, '"hmacSignature":""'),
    connect: (address) => connectorsOf(world, (outside) => (outside === 'adyen-checkout' ? address : 'http://127.0.0.1:4')),
    ask: { instrument: cardOf('4111111111111111') },
    pays: viaAdyen('password'),
    declined: { ask: { instrument: { method: 'card', token: 'tok-gcccccccccccccccc', merchant: 'shop', holder: 'DECLINED' } } },
    doing: { authorise: 'POST /v72/payments', capture: '/captures', void: '/cancels', refund: '/refunds' },
    busy: busyAt(world, 'adyen-checkout'),
    becomesStrange: ({ reference = '' }) => world.part('adyen-checkout').acts['becomes']?.({ payment: reference, resultCode: strange }),
  };

  return [
    ['stripe', stripe],
    ['stripe with a challenge', challenged(stripe, '4000002760003184', viaStripe('fail'))],
    ['adyen', adyen],
    ['adyen with a challenge', challenged(adyen, '4871049999999910', viaAdyen('a guess'))],
  ];
}

const challenged = (fixture: Fixture, number: string, fails: NonNullable<Fixture['pays']>): Fixture => ({ ...fixture, ask: { instrument: cardOf(number) }, declined: { pays: fails } });
