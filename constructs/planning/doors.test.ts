import { describe, expect, it } from '@jest/globals';
import { faultsOf, serviceOf, storeOf } from '../../test/support/declarations.ts';

const door = { host: 'tills', channels: ['store'], maxBody: 1024, rate: { perSecond: 10, burst: 20 } } as const;

describe('public doors', () => {
  it('lead to a service of the cardholder zone only when it stores nothing', () => {
    expect(faultsOf([serviceOf('fields', 'cardholder', 8001, { door })])).toEqual([]);
    expect(faultsOf([serviceOf('fields', 'cardholder', 8001, { door, stores: storeOf() })])).toEqual([
      'fields has a public door into the cardholder zone and stores data: a public card data service stores nothing (PCI DSS 1.4.4): move the store behind another service',
    ]);
  });

  it.each(['core', 'connectors'] as const)('do not lead into %s', (zone) => {
    expect(faultsOf([serviceOf('fields', zone, 8001, { door })])).toEqual([`fields (${zone}) has a public door: only cardholder and edge may have one: let the gateway call it`]);
  });

  it('have a host name each', () => {
    expect(faultsOf([serviceOf('tills', 'edge', 8001, { door }), serviceOf('shelves', 'edge', 8002, { door })])).toEqual(['the public host tills is claimed by shelves and tills: give each door a host name of its own']);
  });

  it('are open to pages whose origins are written as browsers send them', () => {
    const named = ['https://www.shop.example', 'https://shop.example:8443', 'https://shop.example/', 'https://Shop.example', 'https://shop.example:443'] as const;
    expect(faultsOf([serviceOf('tills', 'edge', 8001, { door: { ...door, crossOrigin: true } })], { origins: named })).toEqual(
      named.slice(2).toSorted().map((origin) => `prod names ${origin} as the origin of a page: write it as browsers do, such as https://www.shop.example`),
    );
  });

  it('limit bodies and rates', () => {
    expect(faultsOf([serviceOf('tills', 'edge', 8001, { door: { ...door, maxBody: 0, rate: { perSecond: 10, burst: 5 } } })])).toEqual([
      'tills: the public door lets 10 requests per second and 5 at once through: let burst be no less than perSecond, and both more than 0',
      'tills: the public door takes bodies of 0 bytes: choose a whole number of bytes, 1 or more',
    ]);
  });
});
