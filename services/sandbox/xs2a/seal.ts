/** Verifies the seal of a message as a bank does: by the certificate that comes along, which must be of an issuer that it trusts. */
import { createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import type { Incoming } from '../frame/part.ts';
import { issuer } from './certificate.ts';

export type SealFault = 'SIGNATURE_MISSING' | 'SIGNATURE_INVALID' | 'CERTIFICATE_MISSING' | 'CERTIFICATE_INVALID';

const field = (header: string, name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(header)?.[1] ?? '';

function certificateOf(header: string | undefined): X509Certificate | SealFault {
  if (header === undefined) return 'CERTIFICATE_MISSING';
  try {
    return new X509Certificate(Buffer.from(header, 'base64'));
  } catch {
    return 'CERTIFICATE_INVALID';
  }
}

const isTrusted = (certificate: X509Certificate): boolean => certificate.issuer.split('\n').includes(`CN=${issuer.CN}`) && certificate.verify(certificate.publicKey);

/** What must be signed where it is sent (Implementation Guidelines, section 12.2). */
const covered = ['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'date', 'tpp-redirect-uri'] as const;

const sameDigest = (given: string, raw: Buffer): boolean => {
  const wanted = Buffer.from(`SHA-256=${createHash('sha256').update(raw).digest('base64')}`);
  const is = Buffer.from(given);
  return is.length === wanted.length && timingSafeEqual(is, wanted);
};

export function sealFault({ headers, raw }: Pick<Incoming, 'headers' | 'raw'>): SealFault | undefined {
  const { signature, digest } = headers;
  if (signature === undefined || digest === undefined) return 'SIGNATURE_MISSING';
  const certificate = certificateOf(headers['tpp-signature-certificate']);
  if (typeof certificate === 'string') return certificate;
  if (!isTrusted(certificate)) return 'CERTIFICATE_INVALID';
  const names = field(signature, 'headers').split(' ');
  const whole = covered.every((name) => headers[name] === undefined || names.includes(name));
  const named = field(signature, 'keyId').startsWith(`SN=${certificate.serialNumber},CA=`) && field(signature, 'algorithm') === 'rsa-sha256';
  const text = names.map((name) => `${name}: ${headers[name] ?? ''}`).join('\n');
  const good = whole && named && sameDigest(digest, raw) && verify('sha256', Buffer.from(text), certificate.publicKey, Buffer.from(field(signature, 'signature'), 'base64'));
  return good ? undefined : 'SIGNATURE_INVALID';
}
