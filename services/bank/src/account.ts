import type { Reloading, SecretFiles, Secrets } from '../../kit/secrets.ts';
import { readCreditor, type Creditor } from './domain/creditor.ts';
import { readSealKey, type SealKey } from './domain/seal.ts';

export interface Account {
  readonly clientId: string;
  readonly seal: SealKey;
  readonly creditor: Creditor;
}

/** The secret `xs2a`. */
export function readAccount(files: SecretFiles): Account {
  const clientId = files['client-id']?.trim() ?? '';
  if (!/^[\x21-\x7e]{1,256}$/.test(clientId)) throw new Error('client-id holds no visible text');
  return { clientId, seal: readSealKey(files['seal.pem'] ?? ''), creditor: readCreditor(files['creditor.json'] ?? '') };
}

export const openAccount = (secrets: Secrets): Promise<Reloading<Account>> => secrets.load('xs2a', readAccount);
