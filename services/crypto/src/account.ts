import { requiredFile, type SecretFiles } from '../../kit/secrets.ts';

export interface Account {
  readonly apiKey: string;
  readonly storeId: string;
  /** One a line: each of them is good, so that a new one can be set at BTCPay after it is here. */
  readonly webhookSecrets: readonly string[];
}

export const readAccount = (files: SecretFiles): Account => ({
  apiKey: requiredFile(files, 'api-key'),
  storeId: requiredFile(files, 'store-id'),
  webhookSecrets: requiredFile(files, 'webhook-secrets').split(/\s+/),
});
