import { randomInt, randomUUID } from 'node:crypto';
import { register } from 'prom-client';
import { Type } from 'typebox';
import { brokerVariables, openBroker } from '../../kit/broker.ts';
import { commonVariables, databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { startBaskets } from './program.ts';

const settings = readConfiguration(
  {
    ...commonVariables,
    ...databaseVariables,
    ...brokerVariables,
    ...identityVariables,
    CODE_ADDRESS: Type.String({ pattern: '^https://', default: 'https://guichet.example/codes/', description: 'what the QR code of a short code says begins with this; the till reads what follows' }),
    DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
  },
  process.env,
);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const program = await startBaskets({
  database: databaseOf(settings),
  broker: await openBroker(settings),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  registry: register,
  log,
  now: () => new Date(),
  below: (limit) => randomInt(limit),
  newId: randomUUID,
  codeAddress: settings.CODE_ADDRESS,
});

await run({ ...program, log, host: settings.HOST, port: settings.PORT, adminPort: settings.ADMIN_PORT, drain: settings.DRAIN_MS });
