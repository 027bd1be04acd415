/** What the program and its command share: configuration, database and keys. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { commonVariables, databaseVariables, drainVariables, readConfiguration } from '../../kit/configuration.ts';
import { openDatabase } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import { createLogger } from '../../kit/program.ts';
import { openSecrets, secretVariables, type Secrets } from '../../kit/secrets.ts';
import { vault } from '../service.ts';
import type { VaultTables } from './adapters/store.ts';
import { keyRingReader } from './domain/keys.ts';
import { readFingerprintKey } from './domain/mac.ts';

export const variables = { ...commonVariables, ...databaseVariables, ...secretVariables, ...drainVariables };

const folders = [join(import.meta.dirname, '..', '..', 'kit', 'migrations'), join(import.meta.dirname, '..', 'migrations')];

export const readVariables = () => readConfiguration(variables, process.env);

export const loggerOf = ({ SERVICE_NAME, LOG_LEVEL }: ReturnType<typeof readVariables>): FastifyBaseLogger => createLogger({ name: SERVICE_NAME, level: LOG_LEVEL });

/** Ends this program as its platform would. */
const stop = (log: FastifyBaseLogger) => (reason: string): void => {
  log.info({ reason }, 'stopping to be started anew');
  process.kill(process.pid, 'SIGTERM');
};

const loadKeys = async (secrets: Secrets) => ({
  keys: await secrets.load('key-encryption-keys', keyRingReader()),
  fingerprintKey: await secrets.load('fingerprint-key', (files) => readFingerprintKey(files['key'] ?? '')),
});

export async function openResources(config: ReturnType<typeof readVariables>, log: FastifyBaseLogger) {
  const secrets = openSecrets({ service: vault, directory: config.SECRETS_DIRECTORY, restartOn: config.SECRETS_RESTART_ON, stop: stop(log), log });
  const { keys, fingerprintKey } = await loadKeys(secrets);
  const database = await openDatabase<VaultTables>({
    host: config.DATABASE_HOST,
    port: config.DATABASE_PORT,
    database: config.DATABASE_NAME,
    credentialsDirectory: config.DATABASE_CREDENTIALS_DIRECTORY,
    ...(config.DATABASE_CA_FILE !== undefined && { caFile: config.DATABASE_CA_FILE }),
  });
  await migrate(database.pool, folders);
  return {
    ...database,
    keys: keys.now,
    fingerprintKey: fingerprintKey.now(),
    random: randomBytes,
    now: () => new Date(),
    close: async () => {
      await secrets.close();
      await database.close();
    },
  };
}
