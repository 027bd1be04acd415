import { afterAll, describe, expect, it } from '@jest/globals';
import { scenariosOf } from '../../kit/provider/conformance.ts';
import type { Connector } from '../../kit/provider/exchange.ts';
import { startOutside } from './support.ts';

const manual = await startOutside();
const automatic = await startOutside();
afterAll(() => Promise.all([manual, automatic].map(({ sandbox }) => sandbox.close())));

describe('paypal, reserved first', () => {
  it.each(scenariosOf(manual.fixture))('$name', ({ play }) => play());
});

describe('paypal, taken at once', () => {
  const { ask, doing } = automatic.fixture;
  const fixture = { ...automatic.fixture, ask: { ...ask, capture: 'automatic' as const }, doing: { ...doing, authorise: '/capture' }, becomesStrange: ({ captureReference = '' }) => automatic.sandbox.part('paypal').acts['becomes']?.({ reference: captureReference, status: 'HELD_BY_THE_MOON' }) };
  it.each(scenariosOf(fixture))('$name', ({ play }) => play());
});

/** What the kit's own tests cannot show, whose provider takes at once. */
const mistakes: readonly (readonly [what: string, mistaken: (sound: Connector) => Partial<Connector>, caught: string])[] = [
  ['gives nothing back, and says that it did', () => ({ void: async () => ({ state: 'done' }) }), 'gives the rest back after a part was captured, and takes no more'],
  ['says of the rest that was given back that all was taken', ({ lookUpAuthorisation }) => ({ lookUpAuthorisation: async (asked) => { const said = await lookUpAuthorisation(asked); return said.state === 'voided' ? { ...said, state: 'captured' } : said; } }), 'gives the rest back after a part was captured, and takes no more'],
  ['finds no void of the rest', ({ lookUpModification }) => ({ lookUpModification: async (asked) => (asked.what === 'void' ? { state: 'not-found' } : lookUpModification(asked)) }), 'finds that the rest was given back, where the answer was lost'],
  ['captures every part as the last one', ({ capture }) => ({ capture: (asked) => capture({ ...asked, body: { ...asked.body, final: true } }) }), 'captures the rest after a part'],
  ['refunds the whole for a part', ({ refund }) => ({ refund: (asked) => refund({ ...asked, body: { ...asked.body, amount: asked.body.authorised } }) }), 'refunds the part that was captured, after the rest was given back'],
  ['takes a request that is still running for a refusal', ({ refund }) => ({ refund: async (asked) => { const said = await refund(asked); return said.state === 'unknown' ? { state: 'refused', providerCode: '409' } : said; } }), 'does not know of a refund while an earlier request is running, and has its effect once'],
  ['says why of no refusal', ({ void: give }) => ({ void: async (asked) => { const { providerCode: _, ...said } = await give(asked); return said; } }), 'gives nothing back of what is captured'],
];

describe('the conformance kit, of a route that reserves first', () => {
  it.each(mistakes)('catches one that %s', async (_, mistaken, caught) => {
    const connect = (address: string) => Object.fromEntries(Object.entries(manual.fixture.connect(address)).map(([route, sound]) => [route, { ...sound, ...mistaken(sound) }]));
    const scenario = scenariosOf({ ...manual.fixture, connect }).find(({ name }) => name === caught);
    expect(scenario).toBeDefined();
    await expect(scenario?.play()).rejects.toThrow();
  });
});
