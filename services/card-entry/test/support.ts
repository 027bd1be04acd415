/** Whoever signs card sessions, for tests. */
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { randomUUID } from 'node:crypto';
import { signCardSession, type CardSession, type SigningKey } from '../session.ts';

export interface TestSigner {
  readonly signing: SigningKey;
  readonly set: JSONWebKeySet;
  readonly keys: JWTVerifyGetKey;
  readonly session: (of?: Partial<CardSession>, now?: Date) => Promise<string>;
}

export async function testSigner(kid = 'one', clock: () => Date = () => new Date()): Promise<TestSigner> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const signing: SigningKey = { key: privateKey, kid, alg: 'ES256' };
  const set = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  const session = (of: Partial<CardSession> = {}, now = clock()) => signCardSession(signing, { payment: 'p-1', merchant: 'shop', origin: 'https://shop.example', ...of }, { id: randomUUID(), now });
  return { signing, set, keys: createLocalJWKSet(set), session };
}
