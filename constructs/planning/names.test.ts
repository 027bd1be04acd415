import { describe, expect, it } from '@jest/globals';
import { get, seconds, secret } from '../declaration/index.ts';
import { faultsOf, serviceOf, tills } from '../../test/support/declarations.ts';

const long = 'a'.repeat(41);

describe('names', () => {
  it('are unique among services', () => {
    expect(faultsOf([serviceOf('tills', 'core', 8001), serviceOf('tills', 'edge', 8002)])).toEqual(['two services are named tills: a name is the workload identity: rename one of them']);
  });

  it('leave room in a DNS label for what is made of them', () => {
    expect(faultsOf([serviceOf(long, 'core', 8001)])).toEqual([`service ${long} has 41 characters: choose 40 or fewer, since other names are made from it and a DNS label has 63 at most`]);
  });

  it.each(['Tills', '1till', 'till_one', 'till-', ''])('are DNS labels, unlike "%s"', (name) => {
    expect(faultsOf([serviceOf(name, 'core', 8001)])).toContain(`service "${name}" is no DNS label (RFC 1123): use lower-case letters, digits and inner hyphens, beginning with a letter`);
  });

  it('of teams stand for one team each', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001), serviceOf('b', 'core', 8002, { owner: { ...tills, group: 'others' } })])).toEqual([
      'the team tills is declared with different groups or alert receivers: declare it once, and let its services use the same object',
    ]);
  });

  it('of secrets do not meet those that the platform makes, nor one another', () => {
    const keys = (name: string) => secret(name, { purpose: 'sign', keys: ['a.pem'], onChange: 'reload' });
    expect(faultsOf([serviceOf('a', 'core', 8001, { secrets: [keys('database')] })])).toEqual(['2 Secrets are named a-database (a: secret database and what a has anyway): rename one; a secret may have several keys']);
    expect(faultsOf([serviceOf('a', 'core', 8001, { secrets: [keys('b-c')] }), serviceOf('a-b', 'core', 8002, { secrets: [keys('c')] })])).toEqual(['2 Secrets are named a-b-c (a-b: secret c and a: secret b-c): rename one; a secret may have several keys']);
  });

  it('of secret keys are file names', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { secrets: [secret('keys', { purpose: 'sign', keys: ['../key'], onChange: 'reload' })] })])).toEqual(['a: secret keys has the key "../key": a key is a file name: letters, digits, dots, hyphens and underscores']);
  });
});

describe('routes', () => {
  const read = (path: `/${string}`) => get(path, { timeout: seconds(1) });

  it('tell operations apart', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { serves: { one: read('/things/{thing}'), other: read('/things/{id}') } })])).toEqual(['a: operations one and other are both GET /things/{}: change the method or the path of one']);
  });

  it('are segments, each plain text or a parameter', () => {
    expect(faultsOf([serviceOf('a', 'core', 8001, { serves: { one: read('/things/{thing}.json') } })])).toEqual(['a: operation one has the path /things/{thing}.json: a path is segments, each plain text or one {parameter}']);
  });
});
