/**
 * The seal of a message (Implementation Guidelines, section 12): `Digest` over the body and `Signature` over headers by the key of the QSealC, after
 * draft-cavage-http-signatures-10. The bank verifies by the certificate that comes along.
 */
import { createHash, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto';

export interface SealKey {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

const part = (text: string, label: string): string | undefined => new RegExp(`-----BEGIN ${label}-----[\\s\\S]+?-----END ${label}-----`).exec(text)?.[0];

/** Reads `seal.pem`: a private key (PKCS #8) and its certificate. Throws an Error that repeats nothing of it. */
export function readSealKey(text: string): SealKey {
  const [key, certificate] = [part(text, 'PRIVATE KEY'), part(text, 'CERTIFICATE')];
  if (key === undefined || certificate === undefined) throw new Error('seal.pem must hold a PRIVATE KEY (PKCS #8) and its CERTIFICATE');
  const sealKey = { key: createPrivateKey(key), certificate: new X509Certificate(certificate) };
  if (sealKey.key.asymmetricKeyType !== 'rsa') throw new Error('the key of seal.pem is no RSA key, and the signature is rsa-sha256');
  if (!sealKey.certificate.checkPrivateKey(sealKey.key)) throw new Error('the certificate of seal.pem is not that of its key');
  return sealKey;
}

/** `SN=…,CA=…`: serial number and issuer of the certificate. */
export const keyIdOf = ({ serialNumber, issuer }: X509Certificate): string => `SN=${serialNumber},CA=${issuer.split('\n').reverse().join(',').replaceAll(' ', '%20').replaceAll('"', '')}`;

export const digestOf = (body: string): string => `SHA-256=${createHash('sha256').update(body).digest('base64')}`;

/** In this order, where they are there (section 12.2). */
export const sealedHeaders = ['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'tpp-redirect-uri'] as const;

export const signedText = (names: readonly string[], headers: Readonly<Record<string, string>>): string => names.map((name) => `${name}: ${headers[name] ?? ''}`).join('\n');

/** The headers with the seal among them; `body` is what is sent, to the byte. */
export function sealed({ key, certificate }: SealKey, headers: Readonly<Record<string, string>>, body: string): Readonly<Record<string, string>> {
  const whole: Readonly<Record<string, string>> = { ...headers, digest: digestOf(body) };
  const names = sealedHeaders.filter((name) => whole[name] !== undefined);
  const signature = sign('sha256', Buffer.from(signedText(names, whole)), key).toString('base64');
  return {
    ...whole,
    signature: `keyId="${keyIdOf(certificate)}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${signature}"`,
    'tpp-signature-certificate': certificate.raw.toString('base64'),
  };
}
