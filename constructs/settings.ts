/** The variables that a program finds, derived from its plan; no secret is among them. The same ones in a cluster and on one machine. Pure. */
import { databaseName } from './names.ts';
import { databaseAuthorityDirectory, databaseDirectory, kafkaDirectory, secretsDirectory, usesKafka } from './mounts.ts';
import type { Peer, PlannedOutside, PlannedService, PlannedStore } from './plan.ts';
import { inCluster } from './settings/cluster.ts';

/** Where programs run and what they call is: all that a program is told differently from one place to another. */
export interface Place {
  readonly port: (service: PlannedService) => number;
  readonly adminPort: (service: PlannedService) => number;
  readonly collector: (service: PlannedService) => string;
  readonly peer: (peer: Peer) => string;
  readonly outside: (outside: PlannedOutside) => string;
  /** A folder of constructs/mounts.ts as this service sees it. */
  readonly directory: (service: PlannedService, mounted: string) => string;
  readonly database: (service: PlannedService, store: PlannedStore) => { readonly host: string; readonly port: number; /** Whether it is spoken to by TLS. */ readonly tls: boolean };
  readonly brokers: string;
  readonly identity: (service: PlannedService) => { readonly issuer: string; readonly jwksUri: string };
}

const variable = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase();

/** The variable with the address of a service or an outside host. */
export const urlVariable = (name: string): string => `${variable(name)}_URL`;

function databaseSettings(service: PlannedService, place: Place): Readonly<Record<string, string>> {
  if (!service.store) return {};
  const { host, port, tls } = place.database(service, service.store);
  return {
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: databaseName(service.name),
    DATABASE_CREDENTIALS_DIRECTORY: place.directory(service, databaseDirectory),
    ...(tls && { DATABASE_CA_FILE: `${place.directory(service, databaseAuthorityDirectory)}/ca.crt` }),
  };
}

/** Variables by name. */
export function settingsOf(service: PlannedService, place: Place = inCluster): Readonly<Record<string, string>> {
  const { name, environment, door, outbound, outside, secrets, operations } = service;
  const { issuer, jwksUri } = place.identity(service);
  return {
    SERVICE_NAME: name,
    ENVIRONMENT: environment.name,
    PORT: String(place.port(service)),
    ADMIN_PORT: String(place.adminPort(service)),
    OTEL_EXPORTER_OTLP_ENDPOINT: place.collector(service),
    ...Object.fromEntries(outbound.map(({ peer }) => [urlVariable(peer.name), place.peer(peer)])),
    ...Object.fromEntries(outside.map((one) => [urlVariable(one.name), place.outside(one)])),
    ...(secrets.length > 0 && {
      SECRETS_DIRECTORY: place.directory(service, secretsDirectory),
      // The program drains and ends when one of these changes, and reads all others again.
      SECRETS_RESTART_ON: secrets.filter(({ onChange }) => onChange === 'restart').map((secret) => secret.name).join(','),
    }),
    ...(door?.crossOrigin && { CORS_ORIGINS: environment.origins.join(',') }),
    ...databaseSettings(service, place),
    ...(usesKafka(service) && {
      KAFKA_BROKERS: place.brokers,
      KAFKA_GROUP: name,
      KAFKA_CREDENTIALS_DIRECTORY: place.directory(service, kafkaDirectory),
    }),
    ...(operations.some(({ user }) => user) && { IDENTITY_ISSUER: issuer, IDENTITY_AUDIENCE: environment.identity.audience, IDENTITY_JWKS_URI: jwksUri }),
  };
}
