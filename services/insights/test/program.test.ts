import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { inProcessBroker } from '../../kit/broker.ts';
import type { Event } from '../../kit/events.ts';
import { startPostgres, type LocalPostgres } from '../../kit/local/postgres.ts';
import { imageFaults } from '../../kit/testing/containerfile.ts';
import { testIdentity } from '../../kit/testing/identity.ts';
import { failedStart, startProgram, until } from '../../kit/testing/process.ts';
import { startInsights } from '../src/program.ts';

let postgres: LocalPostgres;
beforeAll(async () => { postgres = await startPostgres(); }, 60_000);
afterAll(() => postgres.stop(), 60_000);

const event = (type: string, payload: object): Event => ({ id: randomUUID(), topic: 'baskets.events', key: 'b', type, payload, occurredAt: new Date().toISOString() });

describe('the whole program', () => {
  it('hears of views and purchases, proposes, and tells a promotion that was accepted', async () => {
    const [broker, identity] = [inProcessBroker(), await testIdentity()];
    const told: Event[] = [];
    await broker.subscribe('baskets', ['insights.promotions'], async (one) => void told.push(one));
    const insights = await startInsights({ database: await postgres.createDatabase('whole'), broker, verify: identity.verify, log: pino({ level: 'silent' }), now: () => new Date(), uuid: randomUUID, rule: { minimum: 20, comparable: 3, confidence: 0.95 }, every: 100 });
    try {
      for (const [product, met, took] of [['cup', 20, 12], ['pot', 20, 13], ['espresso', 40, 1]] as const) {
        for (let i = 0; i < met; i += 1) {
          const where = { basket: `${product}-${i}`, channel: 'web' };
          await broker.send([event('viewed', { ...where, product })]);
          if (i < took) await broker.send([event('bought', { ...where, lines: [{ product, quantity: 1, unit: 100 }], total: 100, currency: 'EUR' })]);
        }
      }
      const headers = { ...(await identity.authorization({ roles: ['marketer'] })), 'idempotency-key': 'k' };
      const proposals = async () => (await insights.app.inject({ url: '/promotions/proposals', headers })).json<{ proposals: { proposal: string; product: string; interested: number }[] }>().proposals;
      await until('espresso is proposed', async () => (await proposals()).some(({ interested }) => interested === 40));
      const [found] = await proposals();
      expect(found).toMatchObject({ product: 'espresso' });
      const start = new Date(Date.now() + 3_600_000).toISOString();
      const end = new Date(Date.now() + 7_200_000).toISOString();
      expect((await insights.app.inject({ method: 'POST', url: `/promotions/proposals/${found?.proposal}/acceptance`, headers, payload: { price: { amount: 250, currency: 'EUR' }, start, end } })).statusCode).toBe(201);
      await until('the promotion is told', async () => told.length > 0);
      expect(told).toEqual([expect.objectContaining({ key: 'espresso', type: 'accepted', payload: { promotion: expect.any(String), product: 'espresso', price: 250, currency: 'EUR', start, end } })]);
    } finally {
      await insights.app.close();
      for (const { stop } of insights.background) await stop();
      await insights.close();
    }
  }, 60_000);
});

describe('its process', () => {
  it('does not start without its variables, and names each', async () => {
    const { code, said } = await failedStart('insights', { PROPOSAL_MINIMUM: '0' });
    expect(code).not.toBe(0);
    for (const fault of ['DATABASE_HOST is not set', 'KAFKA_GROUP is not set', 'PROPOSAL_MINIMUM is 0']) expect(said).toContain(fault);
  }, 60_000);

  it('becomes ready, serves marketers, and ends when asked', async () => {
    const identity = await testIdentity();
    const { url, stop } = await startProgram({ service: 'insights', database: await postgres.createDatabase('process'), identity });
    try {
      expect((await fetch(`${url}/insights/products`)).status).toBe(401);
      expect(await (await fetch(`${url}/insights/products`, { headers: await identity.authorization({ roles: ['marketer'] }) })).json()).toMatchObject({ products: [], minimum: 200 });
    } finally {
      expect(await stop()).toEqual({ code: 0, said: '' });
    }
  }, 60_000);
});

it('has an image that holds all that it imports', () => expect(imageFaults('insights')).toEqual([]));
