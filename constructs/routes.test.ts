import { describe, expect, it } from '@jest/globals';
import { planned } from '../test/support/manifests.ts';
import { get, post, seconds, user } from './declaration/index.ts';
import type { PlannedOperation } from './plan.ts';
import { audienceOf, authorizationPath, permitted, preflightsOf, routeNamesOf, routesOf } from './routes.ts';

const timeout = seconds(1);
const operations: readonly PlannedOperation[] = [
  { name: 'read', ...get('/tokens/{token}', { timeout }) },
  { name: 'readPart', ...get('/tokens/{token}/parts/{part}.json', { timeout }) },
  { name: 'create', ...post('/tokens', { timeout, idempotent: 'by-key' }) },
  { name: 'search', ...get('/tokens/search', { timeout }) },
];

describe('routes', () => {
  it('has one route for each operation, of its name, with concrete paths before templates', () => {
    expect(routeNamesOf({ operations })).toEqual(['search', 'create', 'read', 'readPart']);
  });

  it('matches a path without parameters to the letter', () => {
    expect(routesOf({ operations })[0]?.path).toEqual({ exact: '/tokens/search' });
  });

  it('matches a parameter as one segment, and everything around it to the letter', () => {
    const path = routesOf({ operations })[3]?.path;
    expect(path).toEqual({ regex: String.raw`/tokens/[^/]+/parts/[^/]+\.json` });
  });

  it('spells a path template as authorization has it', () => {
    expect(authorizationPath('/payments/{payment}/attempts/{attempt}/completion')).toBe('/payments/{*}/attempts/{*}/completion');
    expect(authorizationPath('/payments')).toBe('/payments');
  });

  it('has a preflight for every path that an end user calls, once, where a door takes calls of other origins', () => {
    const { door: plannedDoor, ...service } = planned('card-entry');
    const [read, , create] = operations.map((operation) => ({ ...operation, user: user('customer') }));
    if (!plannedDoor || !read || !create) throw new Error('there is nothing to ask');
    const door = { ...plannedDoor, crossOrigin: true };
    const served = [read, create, { ...read, name: 'drop', method: 'DELETE' as const }, ...service.operations];
    expect(preflightsOf({ door, operations: served })).toEqual([{ method: 'OPTIONS', path: '/tokens' }, { method: 'OPTIONS', path: '/tokens/{token}' }]);
    expect(routeNamesOf({ door, operations: [read] })).toEqual(['read', 'cors-preflight']);
  });

  it('has none without such a door, nor where all callers are machines, since rules and routes without a path would be for all', () => {
    const { door, operations: served } = planned('card-entry');
    if (!door) throw new Error('card-entry has no door');
    expect(preflightsOf({ operations: [{ name: 'read', ...get('/tokens', { timeout, user: user('till') }) }] })).toEqual([]);
    expect(preflightsOf({ door: { ...door, crossOrigin: true }, operations: served })).toEqual([]);
    expect(permitted([])).toEqual([]);
  });

  it('tells only callers and the ingress gateway of a service', () => {
    expect(audienceOf(planned('payments'))).toEqual(['.', 'guichet-edge']);
    expect(audienceOf(planned('card-entry'))).toEqual(['.', 'guichet-cardholder-ingress']);
    expect(audienceOf(planned('vault'))).toEqual(['.']);
  });
});
