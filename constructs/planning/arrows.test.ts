import { describe, expect, it } from '@jest/globals';
import { arrow, faultsOf, serviceOf } from '../../test/support/declarations.ts';

const ledger = serviceOf('ledger', 'core', 8001);

describe('arrows', () => {
  it('end at a service of the registry', () => {
    expect(faultsOf([serviceOf('tills', 'edge', 8002, { calls: [arrow(ledger)] })])).toEqual(['tills calls ledger, which is not in the registry: add it to services/registry.ts']);
  });

  it('name an operation that the callee serves', () => {
    expect(faultsOf([ledger, serviceOf('tills', 'edge', 8002, { calls: [arrow(ledger, 'pya')] })])).toEqual(['tills calls ledger.pya, which ledger does not serve: it serves pay, read']);
  });

  it('are drawn during operations that the caller serves', () => {
    expect(faultsOf([ledger, serviceOf('tills', 'edge', 8002, { calls: [arrow(ledger, 'pay', ['pya'])] })])).toEqual(['tills: the call to ledger is made during pya, which tills does not serve: name one of pay, read']);
  });

  it.each([
    ['edge', 'cardholder', 'core and edge'],
    ['edge', 'connectors', 'core and edge'],
    ['core', 'edge', 'cardholder, connectors and core'],
    ['connectors', 'core', 'connectors'],
    ['connectors', 'cardholder', 'connectors'],
    ['cardholder', 'core', 'cardholder'],
    ['cardholder', 'edge', 'cardholder'],
    ['cardholder', 'connectors', 'cardholder'],
  ] as const)('from %s do not lead to %s', (from, to, allowed) => {
    const callee = serviceOf('b', to, 8001, to === 'cardholder' ? {} : { scope: 'connected' });
    const caller = serviceOf('a', from, 8002, { calls: [arrow(callee)], ...(from !== 'cardholder' && { scope: 'connected' }) });
    expect(faultsOf([caller, callee])).toContain(`a (${from}) calls b (${to}): from ${from} only ${allowed} may be called: turn the arrow round, use a topic, or move one of the services`);
  });
});
