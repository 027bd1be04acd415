import { describe, expect, it } from '@jest/globals';
import { planned } from '../../../test/support/manifests.ts';
import { isOf, surprise, type Attempt, type Expectation } from './attempt.ts';

const [describeToken] = planned('vault').operations.filter(({ name }) => name === 'describeToken');
const attempt = (expect: Expectation): Attempt => ({ kind: 'declared call', callee: 'vault', operation: 'describeToken', how: 'as declared', transport: 'TLS', port: 8121, host: 'vault', method: 'GET', path: '/tokens/a', token: 'T', expect, ...(describeToken && { declared: [describeToken] }) });
const arrived = (path: string, token = 'T') => ({ status: 200, arrived: { method: 'GET', path, token } });

describe('an answered call', () => {
  it('arrives with method, path and token as they were sent', () => expect(surprise(attempt('answered'), arrived('/tokens/a'))).toBeUndefined());
  it('surprises when the proxy denies it', () => expect(surprise(attempt('answered'), { status: 403 })).toBe('expected answered: the proxy answered 403'));
  it('surprises when the token is kept back', () => expect(surprise(attempt('answered'), arrived('/tokens/a', ''))).toContain('arrived'));
});

describe('a denied call', () => {
  it('is answered 401 or 403 by the proxy', () => expect([401, 403].map((status) => surprise(attempt('denied'), { status }))).toEqual([undefined, undefined]));
  it('surprises when the program answers, whatever it says', () => expect(surprise(attempt('denied'), { ...arrived('/tokens/a'), status: 403 })).toBe('expected denied: GET /tokens/a arrived'));
  it('surprises when the proxy has no answer from the program: it let the call through', () => expect(surprise(attempt('denied'), { status: 503 })).toContain('503'));
});

describe('no connection', () => {
  it('is a refused handshake', () => expect(surprise(attempt('no connection'), { error: 'ECONNRESET' })).toBeUndefined());
  it('is not an HTTP answer, even a denial', () => expect(surprise(attempt('no connection'), { status: 403 })).toContain('403'));
  it('proves nothing when no proxy listens', () => expect(surprise(attempt('refused'), { error: 'ECONNREFUSED' })).toContain('ECONNREFUSED'));
});

describe('another path', () => {
  it('may arrive normalised, as a declared one', () => expect(surprise(attempt('only as declared'), arrived('/tokens/a'))).toBeUndefined());
  it('surprises when it arrives as one that is not declared', () => expect(surprise(attempt('only as declared'), arrived('/tokens/a/'))).toContain('arrived'));
});

describe('a path of a template', () => {
  it('has as many segments, with a value for each parameter', () => expect(['/tokens/a', '/tokens/a?x=/y'].map((path) => isOf('/tokens/{token}', path))).toEqual([true, true]));
  it('hides no further segment in a parameter', () => expect(['/tokens/', '/tokens/a/b', '/tokens/a%2Fb', '/tokens/a%5cb', '/tokens/..', '/tokens/%2E%2e'].filter((path) => isOf('/tokens/{token}', path))).toEqual([]));
});
