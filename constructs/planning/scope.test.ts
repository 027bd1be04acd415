import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consume, days, topic, type Scope, type Service } from '../declaration/index.ts';
import { arrow, faultsOf, serviceOf } from '../../test/support/declarations.ts';
import { computedScopes, scopeFaults } from './scope.ts';

const vault = serviceOf('vault', 'cardholder', 8001);
const events = (owner: string) => topic({ name: `${owner}.events`, purpose: 'what happened', key: 'id', partitions: 1, retention: days(1) });

describe('PCI DSS scope', () => {
  it('is refused to an outsider that calls the cardholder zone, with the path', () => {
    expect(faultsOf([vault, serviceOf('orders', 'core', 8002, { calls: [arrow(vault)] })])).toEqual([
      'orders is out-of-scope and touches vault in the cardholder zone (orders -> vault): remove the arrow, or declare orders connected and have it assessed',
    ]);
  });

  it('is refused to an outsider that the cardholder zone calls', () => {
    const orders = serviceOf('orders', 'core', 8002);
    expect(faultsOf([orders, { ...vault, calls: [arrow(orders)] }])).toContain(
      'orders is out-of-scope and touches vault in the cardholder zone (vault -> orders): remove the arrow, or declare orders connected and have it assessed',
    );
  });

  it('counts events as arrows, both ways', () => {
    const told = serviceOf('orders', 'core', 8002, { consumes: [consume(events('vault'), { lag: 10 })] });
    expect(faultsOf([{ ...vault, publishes: [events('vault')] }, told])).toEqual([expect.stringContaining('(vault -> [vault.events] -> orders)')]);
    const telling = serviceOf('orders', 'core', 8002, { publishes: [events('orders')] });
    expect(faultsOf([{ ...vault, consumes: [consume(events('orders'), { lag: 10 })] }, telling])).toEqual([expect.stringContaining('(orders -> [orders.events] -> vault)')]);
  });

  it.each<[Scope, 'core' | 'cardholder', string]>([
    ['connected', 'core', 'one declares the scope connected, but its zone and arrows make it out-of-scope (no arrow leads to or from the cardholder zone): declare out-of-scope, or change the zone or the arrow'],
    ['cde', 'core', 'one declares the scope cde, but its zone and arrows make it out-of-scope (no arrow leads to or from the cardholder zone): declare out-of-scope, or change the zone or the arrow'],
    ['out-of-scope', 'cardholder', 'one declares the scope out-of-scope, but its zone and arrows make it cde (one stands in the cardholder zone): declare cde, or change the zone or the arrow'],
  ])('%s is no belief for a service of %s that stands alone', (scope, zone, message) => {
    expect(faultsOf([serviceOf('one', zone, 8001, { scope })])).toEqual([message]);
  });

  it('is sound exactly when every declared scope is the computed one, for any graph of calls', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ cardholder: fc.boolean(), scope: fc.constantFrom<Scope>('cde', 'connected', 'out-of-scope'), to: fc.array(fc.nat(5), { maxLength: 3 }) }), { minLength: 6, maxLength: 6 }), (drawn) => {
        const bare = drawn.map(({ cardholder, scope }, i) => serviceOf(`s${i}`, cardholder ? 'cardholder' : 'core', 8000 + i, { scope }));
        const services: Service[] = bare.map((one, i) => ({ ...one, calls: (drawn[i]?.to ?? []).flatMap((to) => (bare[to] ? [arrow(bare[to])] : [])) }));
        const computed = computedScopes(services);
        expect(scopeFaults(services).length === 0).toBe(services.every(({ name, scope }) => computed.get(name)?.scope === scope));
        for (const { name, zone } of services) {
          const touches = services.some((one) => one.calls.some(({ callee }) => (one.name === name && callee.zone === 'cardholder') || (callee.name === name && one.zone === 'cardholder')));
          expect(computed.get(name)?.scope).toBe(zone === 'cardholder' ? 'cde' : touches ? 'connected' : 'out-of-scope');
        }
      }),
    );
  });
});
