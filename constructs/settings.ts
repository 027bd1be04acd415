/** The variables that a program finds, derived from its plan; no secret is among them. Pure. */
import { databaseName, hostOf, poolerName } from './names.ts';
import { databaseAuthorityDirectory, databaseDirectory, kafkaDirectory, secretsDirectory, usesKafka } from './mounts.ts';
import { adminPort, kafkaCluster, kafkaNamespace, type PlannedService } from './plan.ts';

const variable = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase();

const url = (name: string): string => `${variable(name)}_URL`;

/** Variables by name. */
export function settingsOf(service: PlannedService): Readonly<Record<string, string>> {
  const { name, port, environment, outbound, outside, store, secrets, operations } = service;
  const { collector } = environment.telemetry;
  return {
    SERVICE_NAME: name,
    ENVIRONMENT: environment.name,
    PORT: String(port),
    ADMIN_PORT: String(adminPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${hostOf({ name: collector.service, namespace: collector.namespace })}:${collector.port}`,
    ...Object.fromEntries(outbound.map(({ peer }) => [url(peer.name), `http://${hostOf(peer)}:${peer.port}`])),
    // Plain HTTP to the own proxy: the egress gateway originates TLS, and https here would be TLS inside TLS.
    ...Object.fromEntries(outside.map((one) => [url(one.name), `http://${one.host}`])),
    ...(secrets.length > 0 && {
      SECRETS_DIRECTORY: secretsDirectory,
      // The program drains and ends when one of these changes, and reads all others again.
      SECRETS_RESTART_ON: secrets.filter(({ onChange }) => onChange === 'restart').map((secret) => secret.name).join(','),
    }),
    ...(store && {
      DATABASE_HOST: hostOf({ name: poolerName(name), namespace: store.namespace }),
      DATABASE_PORT: '5432',
      DATABASE_NAME: databaseName(name),
      DATABASE_CREDENTIALS_DIRECTORY: databaseDirectory,
      DATABASE_CA_FILE: `${databaseAuthorityDirectory}/ca.crt`,
    }),
    ...(usesKafka(service) && {
      KAFKA_BROKERS: `${hostOf({ name: `${kafkaCluster}-kafka-bootstrap`, namespace: kafkaNamespace })}:9093`,
      KAFKA_GROUP: name,
      KAFKA_CREDENTIALS_DIRECTORY: kafkaDirectory,
    }),
    ...(operations.some(({ user }) => user) && { IDENTITY_ISSUER: environment.identity.issuer, IDENTITY_AUDIENCE: environment.identity.audience, IDENTITY_JWKS_URI: environment.identity.jwksUri }),
  };
}
