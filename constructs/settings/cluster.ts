/** What a program is told in a cluster: the names of Services, and the folders that its pods mount. Pure. */
import { hostOf, poolerName } from '../names.ts';
import { clientPort } from '../kafka.ts';
import { adminPort, kafkaCluster, kafkaNamespace } from '../plan.ts';
import type { Place } from '../settings.ts';

export const inCluster: Place = {
  port: ({ port }) => port,
  adminPort: () => adminPort,
  collector: ({ environment: { telemetry: { collector: { service: name, namespace, port } } } }) => `http://${hostOf({ name, namespace })}:${port}`,
  peer: (peer) => `http://${hostOf(peer)}:${peer.port}`,
  // Plain HTTP to the own proxy: the egress gateway originates TLS, and https here would be TLS inside TLS.
  outside: ({ host }) => `http://${host}`,
  directory: (_, mounted) => mounted,
  database: ({ name }, { namespace }) => ({ host: hostOf({ name: poolerName(name), namespace }), port: 5432, tls: true }),
  brokers: `${hostOf({ name: `${kafkaCluster}-kafka-bootstrap`, namespace: kafkaNamespace })}:${clientPort}`,
  identity: ({ environment: { identity } }) => identity,
};
