import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createProvider, providerApi } from '../../kit/provider/server.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { terminal } from '../service.ts';
import { authorising, connectorTo, modifying, openOutside, type Outside } from './support.ts';

let outside: Outside;
beforeAll(async () => {
  outside = await openOutside();
});
afterAll(() => outside.sandbox.close());

it('answers whatever comes', async () => {
  const body = authorising();
  const modify = modifying(body);
  const app = createProvider({ service: terminal, connectors: { 'adyen-terminal': connectorTo(outside.sandbox, outside.address) }, now: outside.sandbox.clock.now });
  await fuzz({
    app, api: providerApi(terminal), runs: 60, identifiers: ['.', '..', 't.P@2026-11-25T08:00:00Z', 't.P@never'], headers: async () => ({ 'idempotency-key': 'k' }),
    bodies: { authorise: body, capture: modify, void: modify, refund: { ...modify, authorisation: 't.P@2026-11-25T08:00:00Z' }, lookUp: { what: 'refund', key: 'k', request: modify, of: 'P' }, readWebhook: { route: 'adyen-terminal', headers: {}, body: '' } },
  });
  const strange = [{ begunAt: '2026-99-99T99:99:99Z' }, { amount: { amount: 1, currency: 'QQQ' }, authorised: { amount: 1, currency: 'QQQ' } }, { amount: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' } }];
  for (const over of strange) {
    const { authorised: _, ...more } = { authorised: undefined, ...over };
    expect((await app.inject({ method: 'POST', url: '/authorisations', headers: { 'idempotency-key': 'k' }, payload: { ...body, ...more } })).statusCode).toBe(200);
    expect((await app.inject({ method: 'POST', url: '/captures/P/refunds', headers: { 'idempotency-key': 'k' }, payload: { ...modify, ...over, authorisation: 't.P@2026-11-25T08:00:00Z' } })).statusCode).toBe(200);
  }
}, 30_000);
