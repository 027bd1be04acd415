import { describe, expect, it } from '@jest/globals';
import { createHash, verify, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { makeSealPem } from '../../sandbox/xs2a/certificate.ts';
import { sealFault } from '../../sandbox/xs2a/seal.ts';
import { keyIdOf, readSealKey, sealed } from '../src/domain/seal.ts';

const pem = makeSealPem();
const key = readSealKey(pem);
const headers = { 'x-request-id': '99391c7e-ad88-49ec-a2ad-99ddcb1f7721', 'tpp-redirect-uri': 'https://shop.example/return', 'psu-ip-address': '192.0.2.1' };

describe('the seal', () => {
  it('covers digest, request identifier and redirect address, by the key of the certificate that comes along', () => {
    const body = '{"a":1}';
    const { digest, signature = '', 'tpp-signature-certificate': certificate = '' } = sealed(key, headers, body);
    expect(digest).toBe(`SHA-256=${createHash('sha256').update(body).digest('base64')}`);
    const [, keyId, names, text] = /^keyId="([^"]+)",algorithm="rsa-sha256",headers="([^"]+)",signature="([^"]+)"$/.exec(signature) ?? [];
    expect(keyId).toBe('SN=5EA1,CA=CN=Sandbox%20Seal%20CA,O=Sandbox,C=DE');
    expect(names).toBe('digest x-request-id tpp-redirect-uri');
    const signed = `digest: ${digest}\nx-request-id: ${headers['x-request-id']}\ntpp-redirect-uri: ${headers['tpp-redirect-uri']}`;
    expect(verify('sha256', Buffer.from(signed), new X509Certificate(Buffer.from(certificate, 'base64')).publicKey, Buffer.from(text ?? '', 'base64'))).toBe(true);
  });

  it('has the digest of the empty body where there is none', () => {
    expect(sealed(key, headers, '')['digest']).toBe('SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  });

  it('is good to the bank, and no other after any change', () => {
    fc.assert(
      fc.property(fc.json(), fc.uuid(), fc.constantFrom('body', 'x-request-id', 'tpp-redirect-uri', 'digest', 'signature', 'tpp-signature-certificate'), (body, id, changed) => {
        const sent = sealed(key, { ...headers, 'x-request-id': id }, body);
        expect(sealFault({ headers: sent, raw: Buffer.from(body) })).toBeUndefined();
        const raw = Buffer.from(changed === 'body' ? `${body} ` : body);
        expect(sealFault({ headers: changed === 'body' ? sent : { ...sent, [changed]: `${sent[changed] ?? ''}x`.replace('rsa-sha256', 'rsa-sha512').replace(/^MII/, 'NII') }, raw })).toMatch(/_INVALID$/);
      }),
      { numRuns: 60 },
    );
  });

  it('is missed by the bank where it is not, and refused by another authority’s key', () => {
    const { signature: _, ...unsigned } = sealed(key, headers, '');
    expect(sealFault({ headers: unsigned, raw: Buffer.alloc(0) })).toBe('SIGNATURE_MISSING');
    const { 'tpp-signature-certificate': none, ...anonymous } = sealed(key, headers, '');
    expect(none).toBeDefined();
    expect(sealFault({ headers: anonymous, raw: Buffer.alloc(0) })).toBe('CERTIFICATE_MISSING');
    const other = readSealKey(makeSealPem());
    expect(sealFault({ headers: { ...sealed(key, headers, ''), 'tpp-signature-certificate': other.certificate.raw.toString('base64') }, raw: Buffer.alloc(0) })).toBe('SIGNATURE_INVALID');
  });
});

describe('seal.pem', () => {
  it('must hold an RSA key and its own certificate, and no error repeats it', () => {
    expect(keyIdOf(key.certificate)).toContain('SN=5EA1');
    const other = makeSealPem();
    const mixed = pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE')) + other.slice(other.indexOf('-----BEGIN CERTIFICATE'));
    expect(() => readSealKey(mixed)).toThrow('the certificate of seal.pem is not that of its key');
    expect(() => readSealKey(pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE')))).toThrow('seal.pem must hold a PRIVATE KEY (PKCS #8) and its CERTIFICATE');
  });
});
