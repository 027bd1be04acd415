import { describe, expect, it } from '@jest/globals';
import { surpriseOf, type Probe, type Wanted } from './gateway-probe.ts';

const probe = (wanted: Wanted): Probe => ({ kind: 'declared way in', gateway: 'guichet-edge-ingress', how: 'as declared', opening: { name: 'api.shop.example' }, host: 'api.shop.example', method: 'GET', path: '/openapi.json', wanted });
const arrived = { request: 'GET /openapi.json', host: 'api.shop.example', name: '', by: 'URI:spiffe://cluster.local/ns/guichet-edge-ingress/sa/ingress' };
const lasting = 'max-age=31536000; includeSubDomains';

describe('what is answered', () => {
  const wanted: Wanted = { outcome: 'answered', by: arrived.by, lasting: true };

  it('arrives as sent, from the gateway, and keeps browsers with TLS', () => expect(surpriseOf(probe(wanted), { status: 200, arrived, lasting })).toBeUndefined());
  it('surprises when another certificate was shown behind', () => expect(surpriseOf(probe(wanted), { status: 200, arrived: { ...arrived, by: 'nobody' }, lasting })).toContain('from nobody'));
  it('surprises when browsers may leave TLS soon', () => expect([undefined, 'max-age=0'].map((header) => surpriseOf(probe(wanted), { status: 200, arrived, ...(header !== undefined && { lasting: header }) }) !== undefined)).toEqual([true, true]));
  it('surprises when the name in TLS is another than wanted', () => expect(surpriseOf(probe({ ...wanted, name: 'api.bank.example' }), { status: 200, arrived, lasting })).toContain('TLS name none'));
});

describe('what is refused', () => {
  const wanted: Wanted = { outcome: 'refused', status: 503, because: 'CERTIFICATE_VERIFY_FAILED' };

  it('is so by the gateway, for the reason', () => expect(surpriseOf(probe(wanted), { status: 503, body: 'TLS_error: CERTIFICATE_VERIFY_FAILED' })).toBeUndefined());
  it('surprises for another reason', () => expect(surpriseOf(probe(wanted), { status: 503, body: 'no healthy upstream' })).toContain('no healthy upstream'));
  it('surprises when the far end answers so', () => expect(surpriseOf(probe({ outcome: 'refused', status: 403 }), { status: 403, arrived })).toContain('arrived'));
});

describe('no connection', () => {
  it('is a refused handshake, and no answer of any kind', () => expect([{ error: 'ECONNRESET' }, { status: 403 }].map((result) => surpriseOf(probe({ outcome: 'no connection' }), result))).toEqual([undefined, expect.stringContaining('403')]));
  it('proves nothing when nobody listens, or when the client itself would not', () => expect(['ECONNREFUSED', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_TLS_CERT_ALTNAME_INVALID'].filter((error) => surpriseOf(probe({ outcome: 'no connection' }), { error }) === undefined)).toEqual([]));
});
