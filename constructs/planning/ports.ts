import type { Service } from '../declaration/index.ts';
import { fault, listed } from './fault.ts';

/** Where every program serves its health and metrics, beside its operations. Not reachable from other pods. */
export const adminPort = 9090;

/** Ports that Istio's proxy and agent use inside the pod (Istio: application requirements). */
const meshPorts = [15000, 15001, 15002, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

/** Ports that clash: with another service's, with the administrative one, with the mesh's. */
export function portFaults(services: readonly Service[]): string[] {
  const shared = [...Map.groupBy(services, ({ port }) => port)].filter(([, users]) => users.length > 1);
  return [
    ...shared.map(([port, users]) => fault(`port ${port} is served by ${listed(users.map(({ name }) => name))}`, 'give each a port of its own, since on one machine all programs share the ports')),
    ...services.flatMap(({ name, port }) => [
      ...(port === adminPort ? [fault(`${name} serves port ${port}, where every program has its health and metrics`, 'choose another')] : []),
      ...(meshPorts.includes(port) ? [fault(`${name} serves port ${port}, which the mesh's proxy uses`, 'choose one below 15000')] : []),
      ...(Number.isInteger(port) && port >= 1024 && port <= 65_535 ? [] : [fault(`${name} serves port ${port}`, 'choose a whole number from 1024 to 65535: restricted pods may not open lower ones')]),
    ]),
  ];
}
