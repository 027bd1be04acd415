import { describe, expect, it } from '@jest/globals';
import { get, outside, reach, seconds } from '../declaration/index.ts';
import { arrow, faultsOf, serviceOf } from '../../test/support/declarations.ts';

const slow = serviceOf('slow', 'core', 8001, { serves: { pay: get('/payments', { timeout: seconds(5) }) } });

describe('timeouts', () => {
  it('of an inner call are no longer than that of the operation which waits for it', () => {
    expect(faultsOf([slow, serviceOf('a', 'core', 8002, { calls: [arrow(slow, 'pay', ['read'])] })])).toEqual([
      'a.read is answered within 1000 ms but waits for slow.pay, which may take 5000 ms: shorten slow.pay, or give a.read and its callers more time',
    ]);
  });

  it('hold towards outside hosts too', () => {
    const host = outside({ name: 'bank', purpose: 'balances', hosts: { test: 'test.bank.example', live: 'live.bank.example' }, timeout: seconds(3) });
    expect(faultsOf([serviceOf('a', 'core', 8002, { reaches: [reach(host, { during: ['pay'] })] })])).toEqual([
      'a.pay is answered within 2000 ms but waits for bank, which may take 3000 ms: shorten bank, or give a.pay and its callers more time',
    ]);
  });

  it('do not bear on calls that nobody waits for', () => {
    expect(faultsOf([slow, serviceOf('a', 'core', 8002, { calls: [arrow(slow)] })])).toEqual([]);
  });

  it('are positive', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { serves: { read: get('/payments', { timeout: seconds(0) }) } })])).toEqual(['a.read has a timeout of 0 ms: give it a positive one']);
  });
});
