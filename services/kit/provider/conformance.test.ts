import { afterAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createGiftCards } from '../../../docs/how-to/examples/new-provider-connector.ts';
import { giftCards } from '../../../docs/how-to/examples/new-provider.ts';
import { openSandbox } from '../../sandbox/frame/sandbox.ts';
import { playGiftCards, scheme } from '../../../test/support/gift-card-scheme.ts';
import { scenariosOf, type Fixture } from './conformance.ts';
import type { Connector } from './exchange.ts';

const sandbox = await openSandbox({ plays: [playGiftCards()] });
afterAll(sandbox.close);

/** The provider of the how-to, which conforms, with a mistake in it. */
const fixtureOf = (mistaken: (sound: Connector) => Partial<Connector>): Fixture => ({
  service: giftCards,
  route: 'gift-cards',
  outside: 'gift-card-scheme',
  connect: (address) => {
    const sound = createGiftCards({ address, account: () => scheme });
    return { 'gift-cards': { ...sound, ...mistaken(sound) } };
  },
  world: sandbox,
  ask: { instrument: { method: 'gift-card', code: 'GIFT-0001' } },
  declined: { ask: { instrument: { method: 'gift-card', code: 'EMPTY' } } },
  doing: { authorise: 'POST /transactions', capture: '', void: 'POST /transactions', refund: 'POST /transactions' },
  becomesStrange: ({ reference = '' }) => sandbox.part('gift-card-scheme').acts['becomes']?.({ reference, status: 'HELD_BY_THE_MOON' }),
  webhooks: 'timed',
});

/** Names of the scenarios that a connector does not pass. */
async function failing(mistaken: (sound: Connector) => Partial<Connector>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, play } of scenariosOf(fixtureOf(mistaken))) await play().catch(() => failed.push(name));
  return failed;
}

const mistakes: readonly (readonly [what: string, mistaken: (sound: Connector) => Partial<Connector>, caught: string])[] = [
  ['takes a lost answer for a failure', ({ authorise }) => ({ authorise: async (asked) => { const said = await authorise(asked); return said.state === 'unknown' ? { ...said, state: 'not-processed' } : said; } }), 'finds what was done and whose answer was lost'],
  ['takes a 500 for a decline', ({ authorise }) => ({ authorise: async (asked) => { const said = await authorise(asked); return said.state === 'unknown' ? { state: 'declined', decline: { code: 'other', providerCode: '500', again: 'later' } } : said; } }), 'finds what was done and answered with a 500'],
  ['takes a refused connection for an unknown outcome', ({ authorise }) => ({ authorise: async (asked) => { const said = await authorise(asked); return said.state === 'not-processed' ? { ...said, state: 'unknown' } : said; } }), 'knows that nothing was done where nobody was reached'],
  ['makes a key of its own', ({ authorise }) => ({ authorise: (asked) => authorise({ ...asked, key: randomUUID() }) }), 'has the effect of one when it is asked twice with one key'],
  ['makes a key of its own for refunds', ({ refund }) => ({ refund: (asked) => refund({ ...asked, key: randomUUID() }) }), 'has the effect of one when a refund is asked twice with one key'],
  ['takes an unknown state for success', ({ lookUpAuthorisation }) => ({ lookUpAuthorisation: async (asked) => { const said = await lookUpAuthorisation(asked); return said.state === 'pending' ? { ...said, state: 'captured' } : said; } }), 'takes a state that it does not know for pending'],
  ['finds nothing where nobody can be asked', ({ lookUpAuthorisation }) => ({ lookUpAuthorisation: async (asked) => { const said = await lookUpAuthorisation(asked); return said.state === 'unknown' ? { state: 'not-found' } : said; } }), 'does not know what became of it where nobody can be asked'],
  ['never finds a refund', () => ({ lookUpModification: async () => ({ state: 'not-found' }) }), 'finds a refund whose answer was lost'],
  ['tells ten times the amount', ({ authorise }) => ({ authorise: (asked) => authorise({ ...asked, body: { ...asked.body, amount: { ...asked.body.amount, amount: asked.body.amount.amount * 10 } } }) }), 'tells the provider 1099 minor units of EUR'],
  ['refunds as much as it is asked', ({ refund }) => ({ refund: async (asked) => { const said = await refund(asked); return said.state === 'refused' ? { state: 'done' } : said; } }), 'refunds in parts, and no more than was taken'],
  ['answers what the contract does not know', ({ authorise }) => ({ authorise: async (asked) => ({ ...(await authorise(asked)), reference: '' }) }), 'authorises, and the provider has it once and for the amount'],
  ['believes every webhook', () => ({ readWebhook: async () => ({ notices: [] }) }), 'refuses a webhook that a stranger has signed'],
  ['believes webhooks of long ago', ({ readWebhook }) => ({ readWebhook: async (webhook, now) => readWebhook(webhook, now).catch(() => ({ notices: [] })) }), 'refuses a webhook of long ago'],
  ['tells every webhook by a new id', ({ readWebhook }) => ({ readWebhook: async (webhook, now) => ({ notices: (await readWebhook(webhook, now)).notices.map((notice) => ({ ...notice, id: randomUUID() })) }) }), 'tells a repeated webhook by the same id'],
];

describe('the conformance kit', () => {
  it('passes a connector without a mistake', async () => expect(await failing(() => ({}))).toEqual([]));
  it.each(mistakes)('catches one that %s', async (_, mistaken, caught) => expect(await failing(mistaken)).toContain(caught));
  it('says which routes there are', () => expect(() => scenariosOf({ ...fixtureOf(() => ({})), route: 'vouchers' })).toThrow('gift-cards has no route vouchers: it has gift-cards'));
});
