/** A provider's whole program: it has no database and keeps nothing, so any replica may be asked anything. */
import type { FastifyBaseLogger } from 'fastify';
import { Type, type Static, type TObject, type TProperties, type TString } from 'typebox';
import { commonVariables, readConfiguration } from '../configuration.ts';
import { createLogger, run } from '../program.ts';
import { openSecrets, secretVariables, type Secrets } from '../secrets.ts';
import { createProvider, type Connectors, type Provider } from './server.ts';

/** What a connector is made of. */
export interface Means<V extends TProperties> {
  readonly config: Static<TObject<V>>;
  /** Of an outside host that the service declares, by its name: `<NAME>_URL` (constructs/settings.ts), which is plain HTTP to the own proxy in a cluster. */
  readonly address: (outside: string) => string;
  readonly secrets: Secrets;
  readonly log: FastifyBaseLogger;
}

export interface ProviderProgram<V extends TProperties> {
  readonly service: Provider;
  /** What it reads beside what every provider reads, such as the address of a service that it calls. */
  readonly variables: V;
  readonly connect: (means: Means<V>) => Promise<Connectors>;
}

const variableOf = (outside: string): string => `${outside.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}_URL`;

const addressVariables = ({ reaches }: Provider): Record<string, TString> => Object.fromEntries(reaches.map(({ outside }) => [variableOf(outside.name), Type.String({ pattern: '^https?://' })]));

const ownVariables = { ...commonVariables, ...secretVariables, DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long requests may still come after readiness is gone, in milliseconds' }) } as const;

/** Reads the addresses of all outside hosts that the service reaches. */
export function addressesOf(service: Provider, variables: Readonly<Record<string, string | undefined>>): (outside: string) => string {
  const addresses = readConfiguration(addressVariables(service), variables);
  return (outside) => {
    const address = addresses[variableOf(outside)];
    if (address === undefined) throw new Error(`${service.name} reaches no ${outside}: it reaches ${service.reaches.map((one) => one.outside.name).join(', ')}`);
    return address;
  };
}

export async function runProvider<const V extends TProperties>({ service, variables, connect }: ProviderProgram<V>): Promise<void> {
  const common = readConfiguration(ownVariables, process.env);
  const config = readConfiguration<V>(variables, process.env);
  const address = addressesOf(service, process.env);
  const log = createLogger({ name: common.SERVICE_NAME, level: common.LOG_LEVEL });
  const stop = (reason: string): void => {
    log.info({ reason }, 'stopping to be started anew');
    process.kill(process.pid, 'SIGTERM');
  };
  const secrets = openSecrets({ service, directory: common.SECRETS_DIRECTORY, restartOn: common.SECRETS_RESTART_ON, stop, log });
  const connectors = await connect({ config, address, secrets, log });
  await run({
    app: createProvider({ service, connectors, now: () => new Date(), logger: log }),
    log,
    host: common.HOST,
    port: common.PORT,
    adminPort: common.ADMIN_PORT,
    close: secrets.close,
    drain: common.DRAIN_MS,
  });
}
