import { isRefused, type Service } from '../declaration/index.ts';
import { doubles, fault, listed } from './fault.ts';

const topicName = /^[a-z][a-z0-9-]*(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const cron = /^(\S+ ){4}\S+$/;

/** Topics and stores: one owner each, and nobody listens to silence. */
export function dataFaults(services: readonly Service[]): string[] {
  const published = services.flatMap(({ name: owner, publishes }) => publishes.map((topic) => ({ owner, topic: topic.name })));
  const names = new Set(published.map(({ topic }) => topic));
  return [
    ...[...Map.groupBy(published, ({ topic }) => topic)].flatMap(([topic, owners]) => ownerFaults(topic, owners.map(({ owner }) => owner))),
    ...[...Map.groupBy(names, (topic) => topic.replaceAll('.', '-')).values()].filter((same) => same.length > 1).map((same) => fault(`the topics ${listed(same)} would be one KafkaTopic`, 'rename one, since dots become hyphens there')),
    ...services.flatMap((one) => [...publicationFaults(one), ...consumptionFaults(one, names)]),
    ...storeFaults(services),
  ];
}

function ownerFaults(topic: string, owners: readonly string[]): string[] {
  if (owners.length < 2) return [];
  if (new Set(owners).size < 2) return [fault(`${listed(owners)} publishes ${topic} twice`, 'name it once')];
  return [fault(`the topic ${topic} has ${new Set(owners).size} owners, ${listed(owners)}`, 'one service publishes a topic: give the others topics of their own')];
}

function publicationFaults({ name, publishes }: Service): string[] {
  return publishes.flatMap(({ name: topic, partitions, retention }) => [
    ...(topicName.test(topic) && topic.length <= 200 && topic.startsWith(`${name}.`) ? [] : [fault(`${name} publishes ${topic}`, `name it ${name}.<what>, in lower-case letters, digits, dots and hyphens`)]),
    ...(Number.isInteger(partitions) && partitions >= 1 ? [] : [fault(`${name}: topic ${topic} has ${partitions} partitions`, 'a topic has 1 partition or more')]),
    ...(retention > 0 ? [] : [fault(`${name}: topic ${topic} keeps events for ${retention} ms`, 'keep them for longer than consumers may be away')]),
  ]);
}

function consumptionFaults({ name, consumes, scaling }: Service, published: ReadonlySet<string>): string[] {
  return [
    ...consumes.filter(({ topic }) => !published.has(topic.name)).map(({ topic }) => fault(`${name} consumes ${topic.name}, which nobody publishes`, 'add it to the "publishes" of its owner')),
    ...consumes.filter(({ lag }) => !Number.isInteger(lag) || lag < 1).map(({ topic, lag }) => fault(`${name} consumes ${topic.name} with a lag of ${lag}`, 'the lag is a whole number of events, 1 or more')),
    ...doubles(consumes.map(({ topic }) => topic.name)).map((topic) => fault(`${name} consumes ${topic} twice`, 'name it once: a consumer group reads a topic once')),
    ...(scaling.on === 'lag' && consumes.length === 0 ? [fault(`${name} scales on lag and consumes nothing`, 'scale on cpu or requests')] : []),
  ];
}

/** A store is an object: two services that declare the same one share a database. */
function storeFaults(services: readonly Service[]): string[] {
  const holders = services.flatMap(({ name, stores }) => (stores ? [{ name, store: stores }] : []));
  return [
    ...[...Map.groupBy(holders, ({ store }) => store).values()].filter((same) => same.length > 1).map((same) => fault(`the same store is declared by ${listed(same.map(({ name }) => name))}`, 'a database has one owner: give each its own, and let the others call')),
    ...holders.flatMap(({ name, store: { backup } }) => {
      if (isRefused(backup)) return [];
      return [
        ...(cron.test(backup.schedule) ? [] : [fault(`${name}: the backup schedule is "${backup.schedule}"`, 'write five cron fields, in UTC: 0 3 * * *')]),
        ...(backup.retention >= 86_400_000 ? [] : [fault(`${name}: backups are kept for ${backup.retention} ms`, 'keep them for a day or longer')]),
      ];
    }),
  ];
}
