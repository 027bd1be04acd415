import { requiredFile, type SecretFiles } from '../../kit/secrets.ts';
import type { Account } from './adapters/client.ts';

export const readAccount = (files: SecretFiles): Account => ({ clientId: requiredFile(files, 'client-id'), clientSecret: requiredFile(files, 'client-secret'), webhookId: requiredFile(files, 'webhook-id') });
