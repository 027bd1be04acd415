import { describe, expect, it } from '@jest/globals';
import { outside, reach, seconds } from '../declaration/index.ts';
import { faultsOf, serviceOf } from '../../test/support/declarations.ts';

const bank = (changed: Partial<Parameters<typeof outside>[0]> = {}) => outside({ name: 'bank', purpose: 'balances', hosts: { test: 'test.bank.example', live: 'live.bank.example' }, timeout: seconds(1), ...changed });
const calling = (name: string, port: number, host: ReturnType<typeof bank>) => serviceOf(name, 'connectors', port, { reaches: [reach(host, { during: [] })] });

describe('outside hosts', () => {
  it('have one port', () => {
    expect(faultsOf([calling('a', 8001, bank()), calling('b', 8002, bank({ name: 'bank-api', port: 8443 }))])).toContain(
      'the outside host live.bank.example is declared with port 443 by a and 8443 by b: declare it once, and let all its callers use the same object',
    );
  });

  it('have one name', () => {
    expect(faultsOf([calling('a', 8001, bank()), calling('b', 8002, bank({ name: 'bank-api' }))])).toEqual([
      'the outside host live.bank.example has 2 names, bank and bank-api: declare it once, and let all its callers use the same object',
    ]);
  });

  it('of one name are one declaration', () => {
    expect(faultsOf([calling('a', 8001, bank()), calling('b', 8002, bank({ timeout: seconds(2) }))])).toEqual([
      'the outside host named bank is declared differently by a and b: declare it once, and let all its callers use the same object',
    ]);
    expect(faultsOf([calling('a', 8001, bank()), calling('b', 8002, bank())])).toEqual([]);
  });

  it('are addressed by name, and only where somebody reaches them', () => {
    expect(faultsOf([calling('a', 8001, bank())], { name: 'prod', outside: { bnak: 'bank.example', bank: 'https://bank.example' } })).toEqual([
      'prod gives an address for the outside host bnak, which no service reaches: name one of bank',
      'the outside host bank has the address "https://bank.example": give a DNS name in lower case, without scheme, port or path',
    ]);
  });
});
