/** The program of card-entry. */
import { register } from 'prom-client';
import { Type } from 'typebox';
import { identityHeaders, workloadVariables } from '../../kit/caller.ts';
import { createClient } from '../../kit/client.ts';
import { commonVariables, drainVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { openSecrets, secretVariables } from '../../kit/secrets.ts';
import { vaultApi } from '../../vault/src/api.ts';
import { cardEntry } from '../service.ts';
import { createCardEntry } from './app.ts';
import { journeyCounter } from './journeys.ts';
import { readSessionKeys } from './keys.ts';

const config = readConfiguration({ ...commonVariables, ...secretVariables, ...drainVariables, ...workloadVariables, VAULT_URL: Type.String({ pattern: '^https?://' }) }, process.env);
const log = createLogger({ name: config.SERVICE_NAME, level: config.LOG_LEVEL });
const stop = (reason: string): void => {
  log.info({ reason }, 'stopping to be started anew');
  process.kill(process.pid, 'SIGTERM');
};
const secrets = openSecrets({ service: cardEntry, directory: config.SECRETS_DIRECTORY, restartOn: config.SECRETS_RESTART_ON, stop, log });
const keys = await secrets.load('session-verification-keys', readSessionKeys);

await run({
  app: createCardEntry({ vault: createClient(vaultApi, { baseUrl: config.VAULT_URL, headers: identityHeaders(config.WORKLOAD_IDENTITY) }), keys: keys.now, now: () => new Date(), journeyEnded: journeyCounter(register), logger: log }),
  log,
  host: config.HOST,
  port: config.PORT,
  adminPort: config.ADMIN_PORT,
  close: secrets.close,
  drain: config.DRAIN_MS,
});
