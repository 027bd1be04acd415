/** A certificate that its own key has signed (RFC 5280, version 1), for the seal of messages: Node.js reads certificates and makes none. */
import { generateKeyPairSync, sign } from 'node:crypto';

const length = (size: number): Buffer => {
  if (size < 0x80) return Buffer.from([size]);
  const bytes = Buffer.from(size.toString(16).padStart(size > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
};

/** Tag, length, value (ITU-T X.690). */
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(value.length), value]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

/** sha256WithRSAEncryption (RFC 8017). */
const algorithm = sequence(identifier('2a864886f70d01010b'), der(0x05));

const attributes = { C: '550406', O: '55040a', CN: '550403' } as const;
const nameOf = (parts: Readonly<Record<keyof typeof attributes, string>>): Buffer =>
  sequence(...(['C', 'O', 'CN'] as const).map((name) => der(0x31, sequence(identifier(attributes[name]), der(name === 'C' ? 0x13 : 0x0c, Buffer.from(parts[name]))))));

/** Years to 2049 have two digits. */
const time = (at: string): Buffer => der(0x17, Buffer.from(`${at}000000Z`));

const pem = (label: string, bytes: Buffer): string => `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

export const issuer = { C: 'DE', O: 'Sandbox', CN: 'Sandbox Seal CA' } as const;

/** Private key and certificate, PEM. Another one each time. */
export function makeSealPem(): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = nameOf(issuer);
  const body = sequence(der(0x02, Buffer.from('5eA1', 'hex')), algorithm, name, sequence(time('260101'), time('360101')), name, publicKey.export({ type: 'spki', format: 'der' }));
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return pem('PRIVATE KEY', privateKey.export({ type: 'pkcs8', format: 'der' })) + pem('CERTIFICATE', certificate);
}
