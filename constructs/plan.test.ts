import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { environmentOf, fleet } from '../script/bench/fleet.ts';
import { prod } from '../environments/prod.ts';
import { services } from '../services/registry.ts';
import { arrow, environmentFor, faultsOf, serviceOf, storeOf } from '../test/support/declarations.ts';
import type { Service } from './declaration/index.ts';
import { plan, PlanError } from './plan.ts';

const permuted = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });

/** One fault of many kinds each. */
function faulty(): readonly Service[] {
  const lost = serviceOf('lost', 'core', 8009);
  const vault = serviceOf('vault', 'cardholder', 8001, { stores: storeOf() });
  const orders = serviceOf('orders', 'core', 8001, { calls: [arrow(vault), arrow(lost)] });
  const shelves = serviceOf('shelves', 'core', 8003, { scaling: { on: 'cpu', target: 60, replicas: { min: 9, max: 3 }, promotions: false } });
  return [vault, orders, shelves, serviceOf('shelves', 'edge', 8004)];
}

describe('plan', () => {
  it('reports all faults together', () => {
    const promotions = [{ ...prod.promotions[0], name: 'sale', end: '2026-11-27T05:00' }];
    expect(() => plan(faulty(), environmentFor(faulty(), { promotions }))).toThrow(
      new PlanError('prod', [
        'port 8001 is served by orders and vault: give each a port of its own, since on one machine all programs share the ports',
        'orders calls lost, which is not in the registry: add it to services/registry.ts',
        'orders is out-of-scope and touches vault in the cardholder zone (orders -> vault): remove the arrow, or declare orders connected and have it assessed',
        'promotion sale ends at 2026-11-27T05:00, before it starts at 2026-11-27T06:00: exchange or correct them',
        'shelves has at least 9 and at most 3 replicas: let min be no more than max',
        'two services are named shelves: a name is the workload identity: rename one of them',
      ]),
    );
  });

  it('says how many there are, and each on a line of its own', () => {
    expect(new PlanError('prod', ['b: do', 'a: do', 'b: do']).message).toBe('prod: 2 faults in the declarations\n  - a: do\n  - b: do');
  });

  it('finds the same faults whatever the order of the registry', () => {
    const expected = faultsOf(faulty());
    fc.assert(fc.property(permuted(faulty()), (some) => expect(faultsOf(some)).toEqual(expected)));
  });

  it('is the same whatever the order of the registry', () => {
    const expected = JSON.stringify(plan(services, prod));
    fc.assert(fc.property(permuted(services), (some) => JSON.stringify(plan(some, prod)) === expected), { numRuns: 25 });
  });

  it('is pure: it changes nothing that it is given', () => {
    const frozen = deepFreeze(structuredClone({ ...prod }));
    const before = JSON.stringify(services);
    expect(plan(services, frozen)).toEqual(plan(services, prod));
    expect(JSON.stringify(services)).toBe(before);
  });

  it('turns every arrow round: what one end sends, the other receives', () => {
    const planned = plan(services, prod).services;
    const sent = planned.flatMap(({ name, outbound }) => outbound.map(({ peer, operations }) => [name, peer.name, operations.map((one) => one.name)]));
    const received = planned.flatMap(({ name, inbound }) => inbound.map(({ peer, operations }) => [peer.name, name, operations.map((one) => one.name)]));
    expect(sent.length).toBeGreaterThan(0);
    expect(received.sort()).toEqual(sent.sort());
  });

  it('gives databases a namespace in zones that have some, and each store the one of its zone', () => {
    const { zones, services: planned } = plan(services, prod);
    expect(zones.map(({ name, dataNamespace }) => [name, dataNamespace])).toEqual([['edge', undefined], ['core', 'guichet-core-data'], ['cardholder', 'guichet-cardholder-data'], ['connectors', undefined]]);
    for (const { store, zone } of planned) expect(store?.namespace).toBe(store && zone.dataNamespace);
  });

  it('names the consumers of each topic', () => {
    const { topics } = plan(services, prod);
    expect(topics.find(({ name }) => name === 'payments.events')).toMatchObject({ publisher: 'payments', resource: 'payments-events', consumers: ['baskets', 'ledger'] });
  });

  it('raises floors in promotion windows, up to the most pods', () => {
    const gateway = plan(services, prod).services.find(({ name }) => name === 'gateway');
    expect(gateway?.windows.map(({ name, pods }) => [name, pods])).toEqual([['black-friday', 9], ['christmas', 6]]);
  });

  it('plans 1,000 services in well under a second', () => {
    const many = fleet(1000);
    const environment = environmentOf(many, prod);
    const started = performance.now();
    expect(plan(many, environment).services).toHaveLength(1000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(Object.freeze(value))) deepFreeze(inner);
  return value;
}
