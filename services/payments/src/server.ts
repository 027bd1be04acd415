import { randomUUID } from 'node:crypto';
import { register } from 'prom-client';
import { brokerVariables, openBroker } from '../../kit/broker.ts';
import { identityHeaders, workloadVariables } from '../../kit/caller.ts';
import { commonVariables, databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { openSecrets, secretVariables } from '../../kit/secrets.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { providers } from '../../providers.ts';
import { payments } from '../service.ts';
import { callProviders } from './adapters/providers.ts';
import { readSigningKey, sessionOpener } from './adapters/sessions.ts';
import { tenderReader } from './adapters/tender.ts';
import { readWebhookKeys } from './courier.ts';
import { startPayments } from './program.ts';
import { paymentsVariables, providerVariables, settingsOf, urlOf } from './settings.ts';

const variables = process.env;
const settings = readConfiguration({ ...commonVariables, ...databaseVariables, ...brokerVariables, ...identityVariables, ...secretVariables, ...workloadVariables, ...paymentsVariables, ...providerVariables }, variables);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const secrets = openSecrets({
  service: payments,
  directory: settings.SECRETS_DIRECTORY,
  restartOn: settings.SECRETS_RESTART_ON,
  log,
  stop: (reason) => {
    log.info({ reason }, 'stopping to start anew');
    process.kill(process.pid, 'SIGTERM');
  },
});
const [sessionKey, webhookKeys] = await Promise.all([secrets.load('card-session-keys', readSigningKey), secrets.load('webhook-signing-keys', readWebhookKeys)]);

const headers = identityHeaders(settings.WORKLOAD_IDENTITY);

const program = await startPayments({
  ...settingsOf(settings),
  database: databaseOf(settings),
  broker: await openBroker(settings),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  registry: register,
  log,
  now: () => new Date(),
  newId: randomUUID,
  random: Math.random,
  providers: callProviders({ services: Object.values(providers), urlOf: urlOf(variables), headers }),
  readTender: tenderReader(settings.BASKETS_URL, headers),
  openSession: sessionOpener(sessionKey.now, settings.MERCHANT),
  webhookKeys: webhookKeys.now,
  closing: secrets.close,
});

await run({ ...program, log, host: settings.HOST, port: settings.PORT, adminPort: settings.ADMIN_PORT, drain: settings.DRAIN_MS });
