import { randomBytes, randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { brokerVariables, openBroker } from '../../kit/broker.ts';
import { commonVariables, databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { readKeyRing } from '../../kit/envelope.ts';
import { createLogger, run } from '../../kit/program.ts';
import { openSecrets, secretVariables } from '../../kit/secrets.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { customers } from '../service.ts';
import { startCustomers } from './program.ts';

const settings = readConfiguration(
  {
    ...commonVariables,
    ...databaseVariables,
    ...secretVariables,
    ...brokerVariables,
    ...identityVariables,
    DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
  },
  process.env,
);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const stop = (reason: string): void => {
  log.info({ reason }, 'stopping to be started anew');
  process.kill(process.pid, 'SIGTERM');
};

const secrets = openSecrets({ service: customers, directory: settings.SECRETS_DIRECTORY, restartOn: settings.SECRETS_RESTART_ON, stop, log });
const ring = await secrets.load('person-keys', (files) => readKeyRing(files['current.json'] ?? '', files['previous.json'] ?? ''));

const { close, ...program } = await startCustomers({
  database: databaseOf(settings),
  broker: await openBroker(settings),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  log,
  ring: ring.now,
  now: () => new Date(),
  random: randomBytes,
  uuid: randomUUID,
});

await run({
  ...program,
  log,
  host: settings.HOST,
  port: settings.PORT,
  adminPort: settings.ADMIN_PORT,
  drain: settings.DRAIN_MS,
  close: async () => {
    await secrets.close();
    await close();
  },
});
