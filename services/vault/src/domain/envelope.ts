/**
 * A card number under a data key of its own, and the data key under a key-encryption key. Token and merchant are associated data of both, so that
 * neither opens in another row. Pure but for the randomness, which is given.
 */
import { EnvelopeError, keyBytes, open, seal, unwrap, wrap, type KeyRing, type Random, type Wrapped } from '../../../kit/envelope.ts';

/** Whose number it is. */
export interface Place {
  readonly token: string;
  readonly merchant: string;
}

export interface SealedNumber {
  readonly number: Buffer;
  readonly dataKey: Wrapped;
}

const context = ({ token, merchant }: Place): readonly string[] => ['guichet vault 1', token, merchant];

/** A number is sealed at one length: the length of a ciphertext would tell that of the number. */
const padded = 20;

function toBytes(number: string): Buffer {
  const bytes = Buffer.alloc(padded);
  bytes.writeUInt8(number.length, 0);
  bytes.write(number, 1, 'ascii');
  return bytes;
}

/** A data key seals once, so that its nonce cannot come twice; a key-encryption key may wrap 2^32 of them by random nonces (NIST SP 800-38D, 8.3). */
export function sealNumber(ring: KeyRing, place: Place, number: string, random: Random): SealedNumber {
  const dataKey = random(keyBytes);
  const plain = toBytes(number);
  try {
    return { number: seal(dataKey, plain, context(place), random), dataKey: wrap(ring, dataKey, context(place), random) };
  } finally {
    dataKey.fill(0);
    plain.fill(0);
  }
}

/** Throws an {@link EnvelopeError}. */
export function openNumber(ring: KeyRing, place: Place, sealed: SealedNumber): string {
  const dataKey = unwrap(ring, sealed.dataKey, context(place));
  try {
    const plain = open(dataKey, sealed.number, context(place));
    const length = plain.length === padded ? plain.readUInt8(0) : 0;
    const number = plain.toString('ascii', 1, 1 + length);
    plain.fill(0);
    if (!/^[0-9]{12,19}$/.test(number)) throw new EnvelopeError('what was sealed is no card number');
    return number;
  } finally {
    dataKey.fill(0);
  }
}

/** The same data key under the current key-encryption key; the number stays sealed. Throws an {@link EnvelopeError}. */
export function rewrap(ring: KeyRing, place: Place, wrapped: Wrapped, random: Random): Wrapped {
  const dataKey = unwrap(ring, wrapped, context(place));
  try {
    return wrap(ring, dataKey, context(place), random);
  } finally {
    dataKey.fill(0);
  }
}
