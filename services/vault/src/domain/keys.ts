/** The key-encryption keys as the secret files bring them. Pure but for the memory of what was brought before. */
import { createHash } from 'node:crypto';
import { EnvelopeError, readKeyRing, type KeyRing } from '../../../kit/envelope.ts';

/** Tells two keys apart without telling anything of either: 64 of the bits of a hash over 256 that nobody can guess. */
export const checkValue = (key: Buffer): Buffer => createHash('sha256').update('guichet key check').update(key).digest().subarray(0, 8);

/** Reads key rings one after the other and refuses one in which a name has come to mean another key: what it wrapped would be lost. */
export function keyRingReader(): (files: Readonly<Record<string, string>>) => KeyRing {
  const seen = new Map<string, Buffer>();
  return (files) => {
    const ring = readKeyRing(files['current.json'] ?? '', files['previous.json'] ?? '');
    for (const [id, key] of ring.keys) if (seen.has(id) && !seen.get(id)?.equals(checkValue(key))) throw new EnvelopeError(`the key ${id} is another one than before: a new key takes a new kid`);
    for (const [id, key] of ring.keys) seen.set(id, checkValue(key));
    return ring;
  };
}
