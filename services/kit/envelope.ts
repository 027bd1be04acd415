/**
 * Envelope encryption: data under a key of its own, that key under one from a secret. AES-256-GCM (NIST SP 800-38D) with nonces of 96 random bits
 * and tags of 128. Pure but for the randomness, which is given. Shared by customers (a key per person) and open to the vault (a key per token).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const nonceBytes = 12;
const tagBytes = 16;
export const keyBytes = 32;

/** Gives that many bytes that nobody can guess: `randomBytes` of node:crypto, but for tests. */
export type Random = (bytes: number) => Buffer;

/** What was sealed cannot be opened: another key, another context, or a changed byte. Says no more, since more would help whoever tries. */
export class EnvelopeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EnvelopeError';
  }
}

/** Each part with its length, so that no two contexts have one text. */
const associated = (context: readonly string[]): Buffer => Buffer.from(context.map((part) => `${Buffer.byteLength(part)}:${part}`).join(','));

/** The cipher itself, with the associated data as bytes: what published test vectors are run against. */
export function sealBytes(key: Buffer, nonce: Buffer, plain: Buffer, aad: Buffer): Buffer {
  if (nonce.length !== nonceBytes) throw new EnvelopeError(`a nonce has ${nonceBytes} bytes, not ${nonce.length}`);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Nonce, ciphertext and tag in one. `context` is not kept and must be the same when it is opened: what belongs to one row opens in no other. */
export const seal = (key: Buffer, plain: Buffer, context: readonly string[], random: Random): Buffer => sealBytes(key, random(nonceBytes), plain, associated(context));

/** Throws an {@link EnvelopeError}. */
export const open = (key: Buffer, sealed: Buffer, context: readonly string[]): Buffer => openBytes(key, sealed, associated(context));

/** The inverse of {@link sealBytes}. Throws an {@link EnvelopeError}. */
export function openBytes(key: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new EnvelopeError('what was sealed is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new EnvelopeError('what was sealed does not open with this key and context');
  }
}

/** Keys that wrap other keys: new ones are wrapped by the current, those that were wrapped by earlier ones can still be unwrapped. */
export interface KeyRing {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

export interface Wrapped {
  /** Which key of the ring wrapped it. */
  readonly by: string;
  readonly key: Buffer;
}

export function wrap({ current, keys }: KeyRing, dataKey: Buffer, context: readonly string[], random: Random): Wrapped {
  const key = keys.get(current);
  if (!key) throw new EnvelopeError(`the key ${current} is not in the ring`);
  return { by: current, key: seal(key, dataKey, ['data key', current, ...context], random) };
}

/** Throws an {@link EnvelopeError}. */
export function unwrap({ keys }: KeyRing, { by, key: sealed }: Wrapped, context: readonly string[]): Buffer {
  const key = keys.get(by);
  if (!key) throw new EnvelopeError(`the key ${by} is neither the current one nor among the previous: keep it in previous.json until nothing is wrapped by it`);
  return open(key, sealed, ['data key', by, ...context]);
}

const Jwk = Type.Object({ kty: Type.Literal('oct'), kid: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }), k: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: '256 bits, base64url' }) });
const current = Compile(Jwk);
const previous = Compile(Type.Object({ keys: Type.Array(Jwk) }));

/**
 * From the texts of `current.json`, a JSON Web Key of kind `oct` (RFC 7517), and `previous.json`, a set of them that may be empty. Throws an error that
 * names what is wrong and none of the bytes.
 */
export function readKeyRing(currentText: string, previousText: string): KeyRing {
  const now = parsed('current.json', currentText);
  const before = parsed('previous.json', previousText);
  if (!current.Check(now)) throw new EnvelopeError('current.json is no JSON Web Key with kty "oct", a kid and 256 bits of k');
  if (!previous.Check(before)) throw new EnvelopeError('previous.json is no set of such keys: write {"keys":[]} where there are none');
  const all = [now, ...before.keys];
  const doubled = all.find(({ kid }, i) => all.findIndex((other) => other.kid === kid) !== i);
  if (doubled) throw new EnvelopeError(`two keys have the kid ${doubled.kid}: a new key takes a new one`);
  return { current: now.kid, keys: new Map(all.map(({ kid, k }) => [kid, Buffer.from(k, 'base64url')])) };
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EnvelopeError(`${file} is not JSON`);
  }
}
