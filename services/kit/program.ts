/** The life of a program: starts whole or not at all, says when it is ready, and stops without dropping a request. */
import { setTimeout as after } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { register, type Registry } from 'prom-client';
import { commonVariables, readConfiguration } from './configuration.ts';
import { startTelemetry, telemetryVariables, traceIdsOfLine } from './telemetry.ts';

/** Header names and properties whose values are never logged. */
const secrets = ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.number', '*.cvc', '*.securityCode', '*.token', '*.secret'];

/** A request by its route: the address as it was asked may hold what is no business of a log, such as a signed session or a mistyped card number. */
const requestLine = ({ method, routeOptions }: { readonly method?: string; readonly routeOptions?: { readonly url?: string } }) => ({ method, route: routeOptions?.url ?? 'none' });

export const createLogger = ({ name, level }: { readonly name: string; readonly level: string }): FastifyBaseLogger =>
  pino({ name, level, redact: { paths: secrets, censor: '[redacted]' }, serializers: { req: requestLine }, mixin: traceIdsOfLine, formatters: { level: (label) => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime });

/** Something that runs beside the server, such as a relay or a janitor. */
export interface Background {
  readonly stop: () => Promise<void>;
}

/** Repeats `work` until stopped, at once while it says that there is more. A failure is logged and tried again after the pause. */
export function repeat(name: string, work: () => Promise<boolean>, { every, log }: { readonly every: number; readonly log: FastifyBaseLogger }): Background {
  const stopping = new AbortController();
  // Ends early, and with an error, where it is stopped meanwhile.
  const pause = (): Promise<void> => after(every, undefined, { signal: stopping.signal }).catch(() => {});
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const more = await work().catch((error: unknown) => {
        log.error({ err: error }, `${name} failed and is tried again`);
        return false;
      });
      if (!more && !stopping.signal.aborted) await pause();
    }
  })();
  return { stop: async () => { stopping.abort(); await running; } };
}

export interface Health {
  readonly started: () => boolean;
  /** Names of what is not well now; empty where requests can be served. */
  readonly unready: () => Promise<readonly string[]>;
}

/** Health and metrics, on a port that the mesh does not open to anyone. */
export function createAdmin({ started, unready }: Health, metrics: Registry = register): FastifyInstance {
  const admin: FastifyInstance = fastify({ logger: false });
  admin.get('/healthz/startup', (_, reply) => reply.code(started() ? 200 : 503).send({ started: started() }));
  // Alive as long as the event loop turns: a database that is away is no reason to be killed.
  admin.get('/healthz/live', () => ({ live: true }));
  admin.get('/healthz/ready', async (_, reply) => {
    const faults = started() ? await unready() : ['not started'];
    return reply.code(faults.length === 0 ? 200 : 503).send({ ready: faults.length === 0, faults });
  });
  admin.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  return admin;
}

export interface ProgramProps {
  readonly app: FastifyInstance;
  readonly log: FastifyBaseLogger;
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  /** Named conditions of readiness, such as the database's answer. */
  readonly checks?: Readonly<Record<string, () => Promise<boolean>>>;
  readonly background?: readonly Background[];
  /** Closed last, such as the database. */
  readonly close?: () => Promise<void>;
  /** How long load balancers may still send after readiness is gone, in milliseconds. */
  readonly drain: number;
}

const { SERVICE_NAME, ENVIRONMENT } = commonVariables;

/** Traces, as the variables say that every program finds. */
function telemetryOfProgram() {
  const settings = readConfiguration({ SERVICE_NAME, ENVIRONMENT, ...telemetryVariables }, process.env);
  return startTelemetry({ service: settings.SERVICE_NAME, environment: settings.ENVIRONMENT, endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT });
}

/** Runs until SIGTERM or SIGINT: unready first, then drained, then closed. */
export async function run({ app, log, host, port, adminPort, checks = {}, background = [], close = async () => {}, drain }: ProgramProps): Promise<void> {
  let started = false;
  let stopping = false;
  const unready = async (): Promise<string[]> => {
    if (stopping) return ['stopping'];
    const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => ((await check().catch(() => false)) ? [] : [name])));
    return results.flat();
  };
  const telemetry = telemetryOfProgram();
  const admin = createAdmin({ started: () => started, unready });
  await admin.listen({ host, port: adminPort });
  await app.listen({ host, port });
  started = true;
  closeWithGrace({ delay: drain + 20_000, logger: log }, async ({ err, signal }) => {
    stopping = true;
    if (err) log.fatal({ err }, 'ended by an error that nobody caught');
    log.info({ signal }, 'stopping');
    await after(err ? 0 : drain);
    await app.close();
    await Promise.all(background.map(({ stop }) => stop()));
    await close();
    await telemetry.stop();
    await admin.close();
  });
}
