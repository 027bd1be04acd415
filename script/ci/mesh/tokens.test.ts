import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { stepUp } from '../../../constructs/declaration/index.ts';
import { plan } from '../../../constructs/plan.ts';
import { prod } from '../../../environments/prod.ts';
import { services } from '../../../services/registry.ts';
import { Issuer } from './tokens.ts';

const issuer = new Issuer(plan(services, prod));
const parts = (token: string) => token.split('.') as [string, string, string];
const claims = (token: string): object => JSON.parse(Buffer.from(parts(token)[1], 'base64url').toString());

function verified(token: string): boolean {
  const [key] = JSON.parse(issuer.jwks).keys;
  const [header, body, signature] = parts(token);
  return verify('sha256', Buffer.from(`${header}.${body}`), { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

describe('tokens', () => {
  it('are right for issuer, audience, role and second factor', () => {
    const token = issuer.right(stepUp('finance'));
    expect(verified(token)).toBe(true);
    expect(claims(token)).toMatchObject({ iss: prod.identity.issuer, aud: [prod.identity.audience], roles: ['finance'], acr: 'mfa' });
  });

  it('are wrong in one thing each', () => {
    const wrong = issuer.wrong(stepUp('finance'));
    expect(new Set(wrong.map(({ how }) => how)).size).toBe(wrong.length);
    const unsigned = wrong.filter(({ token }) => token !== undefined && !verified(token)).map(({ how }) => how);
    expect(unsigned).toEqual(['signed with another key', 'changed after signing', 'unsigned (alg none)']);
  });
});
