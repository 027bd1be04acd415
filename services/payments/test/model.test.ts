/** Random histories of one payment against a model that knows sums alone, with a provider that loses answers: both sides agree in the end. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaymentView } from '../src/api.ts';
import { anna, attemptOf, eur, intent, operator, pay, read, startHouse, strong, type House } from './house.ts';

let house: House;
beforeAll(async () => { house = await startHouse('model'); }, 60_000);
afterAll(() => house.stop(), 60_000);

const fault = fc.constantFrom(undefined, undefined, undefined, 'lost' as const, 'never' as const, 'not-processed' as const, 'refused' as const);
const amount = fc.integer({ min: 1, max: 700 });
const step = fc.oneof(
  fc.record({ what: fc.constant('capture' as const), amount, final: fc.boolean(), fault }),
  fc.record({ what: fc.constant('refund' as const), amount, fault }),
  fc.record({ what: fc.constant('void' as const), fault }),
  fc.record({ what: fc.constant('tidy' as const) }),
);

/** Every sum of events, by type. */
async function toldOf(id: string): Promise<Readonly<Record<string, number>>> {
  const sums: Record<string, number> = {};
  for (const { type, payload } of await house.told(id)) {
    const moved = typeof payload === 'object' && payload !== null && 'amount' in payload ? Number(payload.amount) : 0;
    sums[type] = (sums[type] ?? 0) + moved;
  }
  return sums;
}

it('never takes more than is reserved nor gives back more than was taken, and agrees with the provider and with what it told', async () => {
  const act = { capture: house.as(operator), refund: house.as(strong(operator)), void: house.as(operator) };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const id = await intent(house.as(anna), 1_000, { capture: 'manual' });
      const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
      for (const one of steps) {
        if (one.what === 'tidy') {
          house.pass(61_000);
          await house.tidy();
          continue;
        }
        if (one.fault) house.outside.cards.next(one.what, one.fault);
        const body = one.what === 'void' ? {} : { amount: eur(one.amount), ...(one.what === 'capture' && { final: one.final }) };
        const { statusCode } = await act[one.what]('POST', `/payments/${id}/${one.what}s`, { body });
        expect([200, 201, 202, 409, 422]).toContain(statusCode);
        house.outside.cards.clear();
        const now = await read(house.as(operator), id);
        expect(now.captured.amount + now.released.amount).toBeLessThanOrEqual(1_000);
        expect(now.refunded.amount).toBeLessThanOrEqual(now.captured.amount);
      }
      house.pass(61_000);
      await house.tidy();
      const [end, outside, told] = [await read(house.as(operator), id), house.outside.cards.of(attempt), await toldOf(id)];
      expect(end.operations.filter(({ state }) => !['done', 'refused', 'not-processed'].includes(state))).toEqual([]);
      expect([end.captured.amount, end.released.amount, end.refunded.amount]).toEqual([outside.captured, outside.released, outside.refunded]);
      expect([told['payment.captured'] ?? 0, told['payment.voided'] ?? 0, told['payment.refunded'] ?? 0]).toEqual([outside.captured, outside.released, outside.refunded]);
      expect(end.state).toBe(stateOf(outside));
    }),
    {
      numRuns: 25,
      // Found by this test: a final capture beside one that never arrived, and a refund before the rest was given back.
      examples: [
        [[{ what: 'capture', amount: 1, final: false, fault: 'never' }, { what: 'capture', amount: 1, final: true, fault: undefined }, { what: 'void', fault: undefined }]],
        [[{ what: 'capture', amount: 1, final: false, fault: undefined }, { what: 'refund', amount: 1, fault: undefined }, { what: 'void', fault: undefined }]],
      ],
    },
  );
  expect(house.outside.cards.overdrawn).toEqual([]);
}, 120_000);

const word = fc.constantFrom('pending' as const, 'requires-action' as const, 'captured' as const, 'declined' as const, 'voided' as const, 'expired' as const, 'unknown' as const);

it('takes what webhooks tell in any order and number: the first end stays, and is told once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
      const id = await intent(house.as(anna), 1_000);
      house.outside.cards.next('authorise', 'requires-action');
      const { attempt } = attemptOf((await pay(house.as(anna), id)).json<PaymentView>());
      const { reference } = house.outside.cards.of(attempt);
      const notices = words.flatMap((state, i) => Array(2).fill({ id: `${id}-${i}`, what: 'authorise', certain: true, attempt, authorisation: { state, reference, amount: eur(1_000) } }) as object[]);
      await Promise.all([house.app.inject({ method: 'POST', url: '/webhooks/stripe', headers: { 'x-signature': 'good' }, payload: { notices } }), house.as(anna)('GET', `/payments/${id}`)]);
      const end = words.find((one) => one !== 'pending' && one !== 'requires-action' && one !== 'unknown');
      const waits = words.filter((one) => one === 'pending' || one === 'requires-action').at(-1) ?? 'requires-action';
      const attempts = { captured: 'captured', declined: 'declined', voided: 'declined', expired: 'declined' } as const;
      const payments = { captured: 'captured', declined: 'open', pending: 'processing', 'requires-action': 'requires-action' } as const;
      const expected = end ? attempts[end] : waits;
      const now = await read(house.as(anna), id);
      expect([attemptOf(now).state, now.state, now.captured.amount]).toEqual([expected, payments[expected], expected === 'captured' ? 1_000 : 0]);
      expect((await house.told(id)).map(({ type }) => type)).toEqual(expected === 'captured' ? ['payment.captured'] : expected === 'declined' ? ['payment.failed'] : []);
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** What the sums alone say of a payment of 1,000. */
function stateOf({ captured, released, refunded }: { readonly captured: number; readonly released: number; readonly refunded: number }): PaymentView['state'] {
  if (captured + released < 1_000) return captured > 0 ? 'partly-captured' : 'authorised';
  if (captured === 0) return 'voided';
  return refunded === captured ? 'refunded' : refunded > 0 ? 'partly-refunded' : 'captured';
}
