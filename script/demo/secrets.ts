/** The secrets of this machine, where External Secrets brings them in a cluster: made anew at each start, or given by who plays the provider. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { LocalSecret } from '../../constructs/local.ts';
import type { Play } from '../../services/sandbox/frame/part.ts';

type Files = Readonly<Record<string, string>>;

/** File contents by secret and key. */
export type Secrets = Readonly<Record<string, Files>>;

const json = (value: unknown): string => JSON.stringify(value);

const symmetric = () => ({ kty: 'oct', kid: `k-${randomUUID()}`, k: randomBytes(32).toString('base64url') });

/** A key ring of one key, as services/kit/envelope.ts reads it. */
const ring = (): Files => ({ 'current.json': json(symmetric()), 'previous.json': json({ keys: [] }) });

async function cardSessionKeys(): Promise<Secrets> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const named = { kid: `k-${randomUUID()}`, alg: 'ES256', use: 'sig' };
  return {
    'card-session-keys': { 'private.jwk': json({ ...(await exportJWK(privateKey)), ...named }) },
    'session-verification-keys': { 'jwks.json': json({ keys: [{ ...(await exportJWK(publicKey)), ...named }] }) },
  };
}

/** Standard Webhooks' form of a symmetric key. */
const webhookKey = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** What we make, and what each provider gave to its account holder. */
export async function newSecrets(plays: readonly Play[]): Promise<Secrets> {
  return {
    'key-encryption-keys': ring(),
    'person-keys': ring(),
    'fingerprint-key': { key: randomBytes(32).toString('base64') },
    'webhook-signing-keys': { 'keys.json': json({ keys: [webhookKey()] }) },
    ...(await cardSessionKeys()),
    ...Object.assign({}, ...plays.map(({ secrets }) => secrets)) as Secrets,
  };
}

/** What a program asks for and nobody made: `<secret>/<key>`. */
export const missingKeys = (wanted: readonly LocalSecret[], secrets: Secrets): string[] =>
  wanted.flatMap(({ secret, keys }) => keys.filter((key) => secrets[secret]?.[key] === undefined).map((key) => `${secret}/${key}`));

/** Only this user reads it. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
}

export async function writeSecrets(wanted: readonly LocalSecret[], secrets: Secrets): Promise<void> {
  for (const { secret, folder, keys } of wanted) for (const key of keys) await writeSecret(join(folder, key), secrets[secret]?.[key] ?? '');
}
