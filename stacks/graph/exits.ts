/** What the pods of each namespace may reach outside the cluster. */
import { backupOf, storesOf } from '../../constructs/databases.ts';
import { meshNamespace } from '../../constructs/names.ts';
import { meshNetworkNamespace, namespacesOf } from '../../constructs/namespaces.ts';
import { kafkaNamespace, type Plan } from '../../constructs/plan.ts';

export type Exit = { readonly namespace: string; readonly port: number } & ({ readonly host: string } | { readonly block: string });

const toHost = (namespace: string, address: string): Exit => {
  const { hostname, port } = new URL(address);
  return { namespace, host: hostname, port: Number(port || 443) };
};

/** Namespaces of which no exit leads out are named with none, so that their silence is judged too. */
export function exitsOf(plan: Plan): { readonly namespaces: readonly string[]; readonly exits: readonly Exit[] } {
  const { zones, environment: { cluster, data, identity } } = plan;
  const toApiServer = (namespace: string): Exit[] => cluster.apiServer.map((block) => ({ namespace, block, port: 6443 }));
  const exits = [
    ...zones.flatMap(({ egressNamespace, outside }) => (egressNamespace ? outside.map(({ host, port }) => ({ namespace: egressNamespace, host, port })) : [])),
    ...zones.flatMap((zone) => (zone.dataNamespace ? [...toApiServer(zone.dataNamespace), ...(storesOf(zone).some(backupOf) ? [toHost(zone.dataNamespace, data.backups.endpoint)] : [])] : [])),
    ...zones.filter(({ services }) => services.some(({ kubernetes }) => kubernetes)).flatMap(({ namespace }) => toApiServer(namespace)),
    ...[kafkaNamespace, meshNamespace, meshNetworkNamespace].flatMap(toApiServer),
    toHost(meshNamespace, identity.jwksUri),
  ];
  return { namespaces: namespacesOf(plan).map(({ name }) => name), exits };
}
