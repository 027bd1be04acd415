/** The pure parts: routes, authentication, comparison, sums that are promised, and the tables. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CallError } from '../../kit/client.ts';
import type { Route } from '../../provider.ts';
import { providers } from '../../providers.ts';
import { stateOf } from '../src/adapters/providers.ts';
import { decide, type Circumstances, type Policy } from '../src/domain/authentication.ts';
import { captureFault, refundFault, voidFault } from '../src/domain/capabilities.ts';
import { counted, mismatchOf } from '../src/domain/comparison.ts';
import { providerKey } from '../src/domain/keys.ts';
import { remaining } from '../src/domain/promised.ts';
import { decayed, halfLife, waysFor, type Health, type Wanted } from '../src/domain/routing.ts';
import { nextLook } from '../src/domain/schedule.ts';
import { attemptTransitions, liveAttempts, operationTransitions, paymentTransitions } from '../src/domain/transitions.ts';

const ways = Object.values(providers).flatMap(({ name, capabilities }) => capabilities.routes.map((route: Route) => ({ provider: name, route })));
const namesFor = (wanted: Partial<Wanted>, health: Readonly<Record<string, Health>> = {}) =>
  waysFor(ways, { method: 'card', channel: 'web', amount: 5_000n, currency: 'EUR', capture: 'automatic', challenge: false, ...wanted }, (route) => health[route]).map(({ route }) => route.name);

describe('routing', () => {
  it('asks nobody for what they do not do', () => {
    expect([namesFor({ channel: 'store' }), namesFor({ method: 'bank-transfer' }), namesFor({ method: 'bank-transfer', currency: 'CHF' }), namesFor({ method: 'crypto', capture: 'manual' }), namesFor({ method: 'paypal', currency: 'KWD' }), namesFor({ method: 'terminal' })]).toEqual([[], ['xs2a', 'xs2a-instant'], [], [], [], []]);
  });

  it('prefers the cheapest, which depends on the amount', () => expect([namesFor({ amount: 1_000n }), namesFor({ amount: 100_000n })]).toEqual([['stripe', 'adyen'], ['adyen', 'stripe']]));

  it('prefers routes that have answered lately, and tries the others again when their past has faded', () => {
    const bad: Health = { good: 1, asked: 20 };
    expect(namesFor({ amount: 1_000n }, { stripe: bad })).toEqual(['adyen', 'stripe']);
    expect(namesFor({ amount: 1_000n }, { stripe: decayed(bad, 3 * halfLife) })).toEqual(['stripe', 'adyen']);
    expect(namesFor({ amount: 1_000n }, { stripe: { good: 1, asked: 4 } })).toEqual(['stripe', 'adyen']);
  });

  it('serves countries and challenges only where the route says so', () => {
    const [stripe] = ways.filter(({ route }) => route.name === 'stripe');
    if (!stripe) throw new Error('there is no stripe');
    const only = (more: Partial<Route>) => [{ ...stripe, route: { ...stripe.route, ...more } }];
    const wanted: Wanted = { method: 'card', channel: 'web', amount: 1n, currency: 'EUR', capture: 'manual', challenge: true };
    const none = () => undefined;
    expect([waysFor(only({ threeDSecure: false }), wanted, none), waysFor(only({ countries: ['AT'] }), wanted, none), waysFor(only({ countries: ['AT'] }), { ...wanted, country: 'AT' }, none)].map(({ length }) => length)).toEqual([0, 0, 1]);
  });
});

describe('strong customer authentication', () => {
  const policy: Policy = { lowValueBy: 'amount', challengeFrom: 50_000n };
  const decision = (facts: Partial<Circumstances>, more: Partial<Policy> = {}) => {
    const { authentication, reasons } = decide({ method: 'card', channel: 'web', amount: 2_000n, currency: 'EUR', softDeclined: false, since: { payments: 0, amount: 0n }, ...facts }, { ...policy, ...more });
    expect(reasons.length).toBeGreaterThan(0);
    return 'exemption' in authentication ? authentication.exemption : 'because' in authentication ? authentication.because : authentication.decision;
  };

  it.each<[string, Partial<Circumstances>, Partial<Policy>, string]>([
    ['at most 30 euros', { amount: 3_000n }, {}, 'low-value'],
    ['above 30 euros', { amount: 3_001n }, {}, 'issuer-decides'],
    ['up to 100 euros since the last one', { amount: 2_000n, since: { payments: 9, amount: 8_000n } }, {}, 'low-value'],
    ['beyond 100 euros since the last one', { amount: 2_001n, since: { payments: 1, amount: 8_000n } }, {}, 'issuer-decides'],
    ['the fifth payment, where payments are counted', { since: { payments: 4, amount: 50_000n } }, { lowValueBy: 'payments' }, 'low-value'],
    ['the sixth payment, where payments are counted', { since: { payments: 5, amount: 0n } }, { lowValueBy: 'payments' }, 'issuer-decides'],
    ['a low fraud rate, up to 500 euros', { amount: 49_999n }, { fraudRate: 100 }, 'transaction-risk-analysis'],
    ['a middling fraud rate, above 250 euros', { amount: 25_001n }, { fraudRate: 600 }, 'issuer-decides'],
    ['a high fraud rate, up to 100 euros', { amount: 10_000n }, { fraudRate: 1_300 }, 'transaction-risk-analysis'],
    ['too high a fraud rate', { amount: 3_100n }, { fraudRate: 1_301 }, 'issuer-decides'],
    ['a large amount', { amount: 50_000n }, { fraudRate: 1 }, 'challenge'],
    ['a soft decline', { softDeclined: true, amount: 1n }, {}, 'challenge'],
    ['another currency', { currency: 'CHF', amount: 1n }, {}, 'issuer-decides'],
    ['a payer outside of Europe', { country: 'US', amount: 90_000n }, {}, 'one-leg-out'],
    ['a telephone order', { channel: 'store', order: 'mail-or-telephone' }, {}, 'mail-or-telephone'],
    ['a wallet', { method: 'apple-pay', amount: 90_000n }, {}, 'issuer-decides'],
  ])('%s', (_, facts, more, expected) => expect(decision(facts, more)).toBe(expected));
});

describe('an answer', () => {
  const asked = { amount: 100n, currency: 'EUR', method: 'card' };
  it('is about what was asked, or is not believed', () => {
    expect([mismatchOf(asked, {}), mismatchOf(asked, { amount: { amount: 100, currency: 'EUR' } }), mismatchOf({ ...asked, reference: 'a' }, { reference: 'a' })]).toEqual([undefined, undefined, undefined]);
    expect([mismatchOf(asked, { amount: { amount: 99, currency: 'EUR' } }), mismatchOf(asked, { amount: { amount: 101, currency: 'EUR' } }), mismatchOf(asked, { amount: { amount: 100, currency: 'USD' } }), mismatchOf({ ...asked, reference: 'a' }, { reference: 'b' })].every((text) => text !== undefined)).toBe(true);
  });

  it('may be more where the payer sends what they like, and all of it counts', () => {
    const crypto = { ...asked, method: 'crypto' };
    expect([mismatchOf(crypto, { amount: { amount: 120, currency: 'EUR' } }), counted(crypto, { amount: { amount: 120, currency: 'EUR' } }), mismatchOf(crypto, { amount: { amount: 80, currency: 'EUR' } })]).toEqual([undefined, 120n, 'the provider says 80, and 100 was asked for']);
  });
});

it('asks providers with keys of 64 characters, which differ in every part', () => {
  fc.assert(fc.property(fc.tuple(fc.string(), fc.string(), fc.string()), fc.tuple(fc.string(), fc.string(), fc.string()), ([a, b, c], [d, e, f]) => {
    const [one, other] = [providerKey({ payment: a, attempt: b, operation: c }), providerKey({ payment: d, attempt: e, operation: f })];
    expect([one.length, one === other]).toEqual([64, a === d && b === e && c === f]);
  }));
});

it('never promises more of a basket than is due, whatever it has heard of', () => {
  const payment = fc.record({ state: fc.constantFrom('open' as const, 'processing' as const, 'captured' as const, 'expired' as const), amount: fc.bigInt(1n, 1_000n), heard: fc.boolean() });
  fc.assert(fc.property(fc.bigInt(0n, 10_000n), fc.array(payment, { maxLength: 8 }), (total, list) => {
    const ours = list.map(({ state, amount }, i) => ({ id: String(i), state, amount, held: state === 'captured' ? amount : 0n }));
    const covers = list.flatMap(({ state, amount, heard }, i) => (state === 'captured' && heard ? [{ payment: String(i), covers: { amount: Number(amount) } }] : []));
    const paid = covers.reduce((sum, one) => sum + BigInt(one.covers.amount), 0n);
    const due = total > paid ? total - paid : 0n;
    const { left } = remaining({ due: { amount: Number(due) }, payments: covers }, ours);
    const promised = ours.reduce((sum, { state, amount }) => sum + (state === 'expired' ? 0n : amount), 0n);
    expect(left).toBe(total > promised ? total - promised : 0n);
  }));
});

it('knows what routes can do beyond paying', () => {
  const once = { name: 'x', captures: 'one-full', voids: false, refunds: 'none' } as const;
  const part = { ...once, captures: 'one-partial', voids: true, refunds: 'full' } as const;
  const capturing = { amount: 5n, left: 10n, earlier: 0 };
  expect([captureFault(once, capturing), captureFault(part, capturing), captureFault(part, { ...capturing, earlier: 1 }), voidFault(once), voidFault(part), refundFault(once, { amount: 1n, whole: 1n }), refundFault(part, { amount: 1n, whole: 2n }), refundFault(part, { amount: 2n, whole: 2n })].map((fault) => fault !== undefined)).toEqual([true, false, true, true, false, true, true, false]);
});

it('looks again ever more seldom, within an hour', () => expect([0, 1, 5, 100].map(nextLook)).toEqual([2_000, 3_000, 15_188, 3_600_000]));

it.each([
  [new CallError('x', 'not-sent'), 'not-processed'],
  [new CallError('x', 'unknown'), 'unknown'],
  [new CallError('x', 'unknown', { status: 503 }), 'unknown'],
  [new CallError('x', 'answered', { status: 422 }), 'not-processed'],
  [new CallError('x', 'answered', { status: 409 }), 'unknown'],
  [new CallError('x', 'answered', { status: 429 }), 'unknown'],
])('takes a failed call (%s) for no more than is known', (error, state) => expect(stateOf(error).state).toBe(state));

describe('the tables', () => {
  const reach = (table: Readonly<Record<string, Readonly<Record<string, string>>>>, from: string): Set<string> => {
    const seen = new Set<string>();
    const visit = (state: string): void => {
      if (seen.has(state)) return;
      seen.add(state);
      Object.values(table[state] ?? {}).forEach(visit);
    };
    visit(from);
    return seen;
  };

  it.each([['payments', paymentTransitions, 'open'], ['attempts', attemptTransitions, 'sending'], ['operations', operationTransitions, 'sending']] as const)('of %s lead from the first state to every other', (_, table, first) => {
    expect([...reach(table, first)].sort()).toEqual(Object.keys(table).sort());
  });

  it('let no attempt under way rest for ever, and none that was paid fail', () => {
    for (const state of liveAttempts) expect([...reach(attemptTransitions, state)]).toEqual(expect.arrayContaining(['authorised', 'captured', 'declined']));
    for (const state of ['authorised', 'captured']) expect([...reach(attemptTransitions, state)].filter((one) => ['declined', 'not-processed', 'pending'].includes(one))).toEqual([]);
  });
});
