/** What marketers ask. */
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { tell } from '../../kit/contract.ts';
import { sqlState } from '../../kit/database.ts';
import { once } from '../../kit/idempotency.ts';
import { conflict, notFound, ProblemError, unprocessable } from '../../kit/problem.ts';
import type { Handlers } from '../../kit/server.ts';
import { promotionContract } from '../events.ts';
import { lastDays, totals } from './adapters/counters.ts';
import { addPromotion, holdProposal, openProposals, type Promotion } from './adapters/proposals.ts';
import { insightsApi, longest } from './api.ts';
import type { App } from './app.ts';
import { momentOf, termFaults } from './domain/acceptance.ts';
import { medians, usualRule } from './domain/seldom-bought.ts';
import { wilson } from './domain/wilson.ts';

export const usualDays = 28;

/** Products of one answer: those that were met most. */
const most = 1000;

const uuid = Compile(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }));
const exclusionViolation = '23P01';

const overlapping = (product: string) => (error: unknown): never => {
  if (sqlState(error) === exclusionViolation) throw conflict(`${product} has a promotion in that window already: choose another window`);
  throw error;
};

export const insightsHandlers = ({ db, now, uuid: newId, rule = usualRule }: App): Handlers<typeof insightsApi> => ({
  readProducts: async ({ query: { channel, days = usualDays } }) => {
    const span = lastDays(now(), days);
    const all = await totals(db, span);
    const middle = medians(all, rule);
    const products = all
      .filter((one) => channel === undefined || one.channel === channel)
      .slice(0, most)
      .map((one) => ({ ...one, ...wilson(one.converted, one.interested, rule.confidence), median: middle.get(one.channel)?.rate ?? null }));
    return { body: { ...span, confidence: rule.confidence, minimum: rule.minimum, products } };
  },

  listProposals: async () => {
    const proposals = await openProposals(db);
    return { body: { proposals: proposals.map(({ id, days: { from, to }, foundAt, ...found }) => ({ proposal: id, ...found, from, to, foundAt: foundAt.toISOString() })) } };
  },

  acceptProposal: async ({ user: { subject }, params: { proposal }, body, headers }) =>
    once(db, { scope: `acceptProposal:${subject}`, key: headers['idempotency-key'], request: { proposal, body } }, async (trx) => {
      const at = now();
      const faults = termFaults({ currency: body.price.currency, ...body }, at, longest);
      const [start, end] = [momentOf(body.start), momentOf(body.end)];
      if (faults.length > 0 || !start || !end) throw new ProblemError({ ...unprocessable('the price or the window cannot be had').problem, errors: faults });
      const held = uuid.Check(proposal) ? await holdProposal(trx, proposal) : undefined;
      if (!held) throw notFound(`there is no proposal ${proposal}: list them at GET /promotions/proposals`);
      if (held.state !== 'open') throw conflict(`the proposal ${proposal} was ${held.state}: list the open ones at GET /promotions/proposals`);
      const { amount, currency } = body.price;
      const promotion: Promotion = { id: newId(), proposal, product: held.product, price: BigInt(amount), currency, start, end, ...(body.traffic !== undefined && { traffic: body.traffic }), by: subject, at };
      await addPromotion(trx, promotion).catch(overlapping(held.product));
      const window = { start: start.toISOString(), end: end.toISOString() };
      await tell(trx, promotionContract, held.product, { type: 'accepted', payload: { promotion: promotion.id, product: held.product, price: amount, currency, ...window } });
      return { status: 201, body: { promotion: promotion.id, proposal, product: held.product, price: body.price, ...window } };
    }),
});
