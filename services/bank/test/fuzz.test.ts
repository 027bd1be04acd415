import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createProvider, providerApi } from '../../kit/provider/server.ts';
import { fuzz } from '../../kit/testing/fuzz.ts';
import { bank } from '../service.ts';
import { authorising, connectorsTo, openOutside, voiding, type Outside } from './support.ts';

let outside: Outside;
beforeAll(async () => {
  outside = await openOutside();
});
afterAll(() => outside.sandbox.close());

it('answers whatever comes, and leads nobody elsewhere at the bank', async () => {
  const body = authorising();
  const modify = voiding(body);
  const app = createProvider({ service: bank, connectors: connectorsTo(outside.sandbox, outside.sandbox.addresses['xs2a'] ?? ''), now: outside.sandbox.clock.now });
  await fuzz({
    app, api: providerApi(bank), runs: 60, identifiers: ['.', '..', '%2e%2e', 'statement:x', 'a/../b', '2026-99-99T99:99:99Z'], headers: async () => ({ 'idempotency-key': 'k' }),
    bodies: { authorise: body, capture: modify, void: modify, refund: modify, lookUp: { what: 'authorise', key: 'k', request: body, reference: '..' }, readWebhook: { route: 'xs2a', headers: {}, body: '' } },
  });
  for (const begunAt of ['2026-99-99T99:99:99Z', '0000-00-00T00:00:00Z']) {
    const answer = await app.inject({ method: 'POST', url: '/lookups', payload: { what: 'authorise', key: 'k', request: { ...body, begunAt } } });
    expect([answer.statusCode, answer.json()]).toEqual([200, { what: 'authorise', authorisation: expect.objectContaining({ state: 'not-found' }) }]);
  }
  const known = /^\/v1\/(payments\/(instant-)?sepa-credit-transfers(\/[A-Za-z0-9._~-]+(\/(status|authorisations|cancellation-authorisations))?)?|accounts\/[^/]+\/transactions)$/;
  expect(outside.seen.map(({ request }) => request.path).filter((path) => !known.test(path))).toEqual([]);
}, 30_000);
