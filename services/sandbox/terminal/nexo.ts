/**
 * Seals and opens nexo messages as a terminal does (Adyen's protection of local communications): the whole message is encrypted by AES-256-CBC, and its
 * plaintext authenticated by HMAC-SHA-256. Written by itself and not with the connector's library, so that each is the other's judge.
 */
import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export interface NexoKey {
  readonly KeyIdentifier: string;
  readonly KeyVersion: number;
  readonly AdyenCryptoVersion: number;
  readonly Passphrase: string;
}

const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$' });

export const Secured = Type.Object({
  MessageHeader: Type.Record(Type.String(), Type.Unknown()),
  NexoBlob: Base64,
  SecurityTrailer: Type.Object({ AdyenCryptoVersion: Type.Integer(), KeyIdentifier: Type.String(), KeyVersion: Type.Integer(), Nonce: Base64, Hmac: Base64 }),
});
export type Secured = Static<typeof Secured>;

const secured = Compile(Secured);

/** The same for everything that can be wrong: who learns which, can decrypt by asking. */
export class NexoError extends Error {
  constructor() {
    super('the message is not sealed by our key');
    this.name = 'NexoError';
  }
}

interface Derived {
  readonly hmacKey: Buffer;
  readonly cipherKey: Buffer;
  readonly iv: Buffer;
}

const derived = new Map<string, Derived>();

/** 80 bytes of PBKDF2-HMAC-SHA-1 with a fixed salt. */
export function deriveKeys(passphrase: string): Derived {
  const known = derived.get(passphrase);
  if (known) return known;
  const bytes = pbkdf2Sync(Buffer.from(passphrase, 'latin1'), 'AdyenNexoV1Salt', 4_000, 80, 'sha1');
  const keys = { hmacKey: bytes.subarray(0, 32), cipherKey: bytes.subarray(32, 64), iv: bytes.subarray(64, 80) };
  derived.set(passphrase, keys);
  return keys;
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, place) => byte ^ (b[place] ?? 0)));

/** `nonce`: 16 bytes, never the same twice. */
export function sealNexo(key: NexoKey, header: Readonly<Record<string, unknown>>, text: string, nonce: Buffer): Secured {
  const { hmacKey, cipherKey, iv } = deriveKeys(key.Passphrase);
  const cipher = createCipheriv('aes-256-cbc', cipherKey, xor(iv, nonce));
  const { KeyIdentifier, KeyVersion, AdyenCryptoVersion } = key;
  return {
    MessageHeader: { ...header },
    NexoBlob: Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64'),
    SecurityTrailer: { AdyenCryptoVersion, KeyIdentifier, KeyVersion, Nonce: nonce.toString('base64'), Hmac: createHmac('sha256', hmacKey).update(text).digest('base64') },
  };
}

function decrypted({ cipherKey, iv }: Derived, blob: Buffer, nonce: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-cbc', cipherKey, xor(iv, nonce));
    return Buffer.concat([decipher.update(blob), decipher.final()]);
  } catch {
    throw new NexoError();
  }
}

/** The message inside. Throws a {@link NexoError}. */
export function openNexo(key: NexoKey, message: unknown): string {
  if (!secured.Check(message)) throw new NexoError();
  const { NexoBlob, SecurityTrailer: { Nonce, Hmac, KeyIdentifier, KeyVersion, AdyenCryptoVersion } } = message;
  if (KeyIdentifier !== key.KeyIdentifier || KeyVersion !== key.KeyVersion || AdyenCryptoVersion !== key.AdyenCryptoVersion) throw new NexoError();
  const keys = deriveKeys(key.Passphrase);
  const nonce = Buffer.from(Nonce, 'base64');
  if (nonce.length !== 16) throw new NexoError();
  const text = decrypted(keys, Buffer.from(NexoBlob, 'base64'), nonce);
  const [given, wanted] = [Buffer.from(Hmac, 'base64'), createHmac('sha256', keys.hmacKey).update(text).digest()];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new NexoError();
  return text.toString('utf8');
}
