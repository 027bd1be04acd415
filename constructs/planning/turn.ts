/** Turns every arrow, topic and zone round once: what planning one service asks of the others. Pure. */
import type { Service, Zone } from '../declaration/index.ts';
import type { Arrow, Peer, PlannedOperation, PlannedTopic, PlannedZoneNames } from './planned.ts';

export const byName = <T extends { readonly name: string }>(list: Iterable<T>): T[] => [...list].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

export const unique = <T extends { readonly name: string }>(list: readonly T[]): T[] => byName(new Map(list.map((one) => [one.name, one])).values());

export function zoneNames(zone: Zone, services: readonly Service[]): PlannedZoneNames {
  const inside = services.filter((one) => one.zone === zone);
  const namespace = `guichet-${zone}`;
  return {
    name: zone,
    namespace,
    priorityClass: namespace,
    ...(inside.some(({ stores }) => stores) && { dataNamespace: `${namespace}-data` }),
    ...(inside.some(({ door }) => door) && { ingressNamespace: `${namespace}-ingress` }),
    ...(inside.some(({ reaches }) => reaches.length > 0) && { egressNamespace: `${namespace}-egress` }),
  };
}

function planTopics(services: readonly Service[]): PlannedTopic[] {
  const consumers = Map.groupBy(services.flatMap(({ name, consumes }) => consumes.map(({ topic }) => ({ name, topic: topic.name }))), ({ topic }) => topic);
  return byName(
    services.flatMap(({ name: publisher, publishes }) =>
      publishes.map((topic) => ({
        ...topic,
        resource: topic.name.replaceAll('.', '-'),
        publisher,
        consumers: (consumers.get(topic.name) ?? []).map(({ name }) => name),
      })),
    ),
  );
}

export const operationsOf = ({ serves }: Service, names: readonly string[] = Object.keys(serves)): PlannedOperation[] =>
  byName([...new Set(names)].flatMap((name) => (serves[name] ? [{ name, ...serves[name] }] : [])));

const peer = ({ name, zone, port }: Service): Peer => ({ name, zone, namespace: `guichet-${zone}`, port });

/** What planning one service asks of the others, collected once. `topics` are by name. */
export interface Index {
  readonly zones: Readonly<Record<Zone, PlannedZoneNames>>;
  readonly topics: ReadonlyMap<string, PlannedTopic>;
  readonly published: ReadonlyMap<string, readonly PlannedTopic[]>;
  readonly inbound: ReadonlyMap<string, readonly Arrow[]>;
  readonly outbound: ReadonlyMap<string, readonly Arrow[]>;
}

export function indexOf(all: readonly Service[]): Index {
  const topics = planTopics(all);
  const known = new Map(all.map((one) => [one.name, one]));
  const drawn = all.flatMap((caller) =>
    [...Map.groupBy(caller.calls, ({ callee }) => callee.name)].flatMap(([name, calls]) => {
      const callee = known.get(name);
      return callee ? [{ caller, callee, operations: operationsOf(callee, calls.flatMap(({ operations }) => operations)) }] : [];
    }),
  );
  const sides = (own: 'caller' | 'callee', other: 'caller' | 'callee'): Map<string, Arrow[]> =>
    new Map([...Map.groupBy(drawn, (one) => one[own].name)].map(([name, arrows]) => [name, arrows.map((one) => ({ peer: peer(one[other]), operations: one.operations })).sort((a, b) => (a.peer.name < b.peer.name ? -1 : 1))]));
  return {
    zones: { edge: zoneNames('edge', all), core: zoneNames('core', all), cardholder: zoneNames('cardholder', all), connectors: zoneNames('connectors', all) },
    topics: new Map(topics.map((topic) => [topic.name, topic])),
    published: Map.groupBy(topics, ({ publisher }) => publisher),
    inbound: sides('callee', 'caller'),
    outbound: sides('caller', 'callee'),
  };
}
