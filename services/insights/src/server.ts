import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { brokerVariables, openBroker } from '../../kit/broker.ts';
import { commonVariables, databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { usualRule } from './domain/seldom-bought.ts';
import { startInsights } from './program.ts';

const settings = readConfiguration(
  {
    ...commonVariables,
    ...databaseVariables,
    ...brokerVariables,
    ...identityVariables,
    PROPOSAL_MINIMUM: Type.Integer({ minimum: 1, default: usualRule.minimum, description: 'baskets that must have met a product before anything is said of it' }),
    PROPOSAL_COMPARABLE: Type.Integer({ minimum: 2, default: usualRule.comparable, description: 'products of a channel that must have been met so often before one is compared with the others' }),
    PROPOSAL_EVERY_MS: Type.Integer({ minimum: 100, default: 900_000, description: 'pause between two searches' }),
    DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
  },
  process.env,
);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const program = await startInsights({
  database: databaseOf(settings),
  broker: await openBroker(settings),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  log,
  now: () => new Date(),
  uuid: randomUUID,
  rule: { ...usualRule, minimum: settings.PROPOSAL_MINIMUM, comparable: settings.PROPOSAL_COMPARABLE },
  every: settings.PROPOSAL_EVERY_MS,
});

await run({ ...program, log, host: settings.HOST, port: settings.PORT, adminPort: settings.ADMIN_PORT, drain: settings.DRAIN_MS });
