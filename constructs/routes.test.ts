import { describe, expect, it } from '@jest/globals';
import { planned } from '../test/support/manifests.ts';
import { get, post, seconds } from './declaration/index.ts';
import type { PlannedOperation } from './plan.ts';
import { audienceOf, authorizationPath, routeNamesOf, routesOf } from './routes.ts';

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

  it('tells only callers and the ingress gateway of a service', () => {
    expect(audienceOf(planned('payments'))).toEqual(['.', 'guichet-edge']);
    expect(audienceOf(planned('card-entry'))).toEqual(['.', 'guichet-cardholder-ingress']);
    expect(audienceOf(planned('vault'))).toEqual(['.']);
  });
});
