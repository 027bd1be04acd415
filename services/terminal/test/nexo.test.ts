/** The sandbox's own cryptography and the library's, each judging the other. */
import { NexoSecurityManager } from '@adyen/api-library/lib/src/security/clouddevice/nexoSecurityManager.js';
import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { deriveKeys, NexoError, openNexo, sealNexo } from '../../sandbox/terminal/nexo.ts';
import { headerOf, MessageCategory } from '../src/domain/message.ts';

const key = { KeyIdentifier: 'mykey', KeyVersion: 1, AdyenCryptoVersion: 1, Passphrase: 'mysupersecretpassphrase' } as const;
const header = headerOf(MessageCategory.Payment, { sale: 'till-7', poi: 'V400m-324688179' }, '0123456789');
const library = new NexoSecurityManager({ passphrase: key.Passphrase, keyIdentifier: key.KeyIdentifier, keyVersion: key.KeyVersion, adyenCryptoVersion: key.AdyenCryptoVersion });

describe('a sealed message', () => {
  it('has keys of PBKDF2 with the fixed salt', () => {
    const { hmacKey, cipherKey, iv } = deriveKeys(key.Passphrase);
    expect([hmacKey, cipherKey, iv].map((bytes) => bytes.toString('hex'))).toEqual(['633651f2a778f91ef37ca2eae92d2f8e58073b766d26899967dc1202c1444742', '89b3399a5c77fc0c38762ba1529488d19b4daf8360a2ef3f7a0b06d23c89b12a', '17be85c2e52ba327bdce1910f4c2c7de']);
  });

  it('is opened by the other side, both ways', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
        const { NexoBlob, SecurityTrailer } = sealNexo(key, { ...header }, text, randomBytes(16));
        expect(library.decrypt({ MessageHeader: header, NexoBlob, SecurityTrailer })).toBe(text);
        expect(openNexo(key, library.encrypt(text, header))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused with one and the same error, whatever was changed', () => {
    const sealed = sealNexo(key, { ...header }, '{"a":1}', randomBytes(16));
    const flipped = (text: string): string => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`);
    const { NexoBlob, SecurityTrailer } = sealed;
    const broken = [
      { ...sealed, NexoBlob: flipped(NexoBlob) },
      { ...sealed, NexoBlob: NexoBlob.slice(0, 20) },
      { ...sealed, SecurityTrailer: { ...SecurityTrailer, Hmac: flipped(SecurityTrailer.Hmac) } },
      { ...sealed, SecurityTrailer: { ...SecurityTrailer, Hmac: 'AAAA' } },
      { ...sealed, SecurityTrailer: { ...SecurityTrailer, Nonce: flipped(SecurityTrailer.Nonce) } },
      { ...sealed, SecurityTrailer: { ...SecurityTrailer, Nonce: 'AAAA' } },
      { ...sealed, SecurityTrailer: { ...SecurityTrailer, KeyVersion: 2 } },
      { MessageHeader: header },
    ];
    for (const one of broken) expect(() => openNexo(key, one)).toThrow(new NexoError());
    expect(() => openNexo({ ...key, Passphrase: 'another' }, sealed)).toThrow(new NexoError());
  });
});
