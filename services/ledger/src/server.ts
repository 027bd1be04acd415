import { Type } from 'typebox';
import { brokerVariables, openBroker } from '../../kit/broker.ts';
import { commonVariables, databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { startLedger } from './program.ts';

const settings = readConfiguration(
  {
    ...commonVariables,
    ...databaseVariables,
    ...brokerVariables,
    ...identityVariables,
    EXPECTED_AFTER_DAYS: Type.Integer({ minimum: 1, default: 7, description: 'days after which a capture that no settlement file has named is told to a person' }),
    DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
  },
  process.env,
);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const program = await startLedger({
  database: databaseOf(settings),
  broker: await openBroker(settings),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  log,
  now: () => new Date(),
  expectedAfterDays: settings.EXPECTED_AFTER_DAYS,
});

await run({ ...program, log, host: settings.HOST, port: settings.PORT, adminPort: settings.ADMIN_PORT, drain: settings.DRAIN_MS });
