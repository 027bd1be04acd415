import { register } from 'prom-client';
import { Type } from 'typebox';
import { identityHeaders, workloadVariables } from '../../kit/caller.ts';
import { commonVariables, readConfiguration } from '../../kit/configuration.ts';
import { createLogger, run } from '../../kit/program.ts';
import { identityVariables, remoteKeys, verifyUser } from '../../kit/user.ts';
import { createGateway } from './app.ts';
import { gatewayVariables, limitsOf, readClients } from './settings.ts';

const settings = readConfiguration(
  { ...commonVariables, ...identityVariables, ...workloadVariables, ...gatewayVariables, DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }) },
  process.env,
);

const log = createLogger({ name: settings.SERVICE_NAME, level: settings.LOG_LEVEL });

const app = createGateway({
  urls: { baskets: settings.BASKETS_URL, payments: settings.PAYMENTS_URL, customers: settings.CUSTOMERS_URL, insights: settings.INSIGHTS_URL, ledger: settings.LEDGER_URL },
  identity: identityHeaders(settings.WORKLOAD_IDENTITY),
  verify: verifyUser({ issuer: settings.IDENTITY_ISSUER, audience: settings.IDENTITY_AUDIENCE, keys: remoteKeys(settings.IDENTITY_JWKS_URI) }),
  clients: readClients(settings.CHANNEL_CLIENTS),
  secondFactor: {
    refunds: limitsOf('REFUND_STEP_UP_ABOVE', settings.REFUND_STEP_UP_ABOVE),
    payments: limitsOf('PAYMENT_STEP_UP_ABOVE', settings.PAYMENT_STEP_UP_ABOVE),
    maxAge: settings.STEP_UP_MAX_AGE,
    now: () => new Date(),
  },
  rates: { perSubject: { perSecond: settings.SUBJECT_RATE, burst: settings.SUBJECT_BURST }, perClient: { perSecond: settings.CLIENT_RATE, burst: settings.CLIENT_BURST }, clock: () => performance.now() },
  origins: settings.CORS_ORIGINS.split(',').filter((origin) => origin !== ''),
  servers: settings.PUBLIC_URL === undefined ? [] : [settings.PUBLIC_URL],
  issuer: settings.IDENTITY_ISSUER,
  registry: register,
  log,
});

await run({ app, log, host: settings.HOST, port: settings.PORT, adminPort: settings.ADMIN_PORT, drain: settings.DRAIN_MS });
