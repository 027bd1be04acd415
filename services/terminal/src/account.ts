import type { Reloading, SecretFiles, Secrets } from '../../kit/secrets.ts';
import type { Account } from './adapters/cloud.ts';
import { readNexoKey } from './domain/key.ts';

const needed = (files: SecretFiles, key: string): string => {
  const value = files[key]?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Error(`${key} holds no visible text`);
  return value;
};

/** The secret `terminal`. */
export const readAccount = (files: SecretFiles): Account => ({ apiKey: needed(files, 'api-key'), merchant: needed(files, 'merchant-account'), key: readNexoKey(files['nexo-key.json'] ?? '') });

export const openAccount = (secrets: Secrets): Promise<Reloading<Account>> => secrets.load('terminal', readAccount);
