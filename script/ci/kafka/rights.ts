/** The rights of the accounts as prod's KafkaUsers have them, and whether each program can do with its certificate what it must, and no more. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import { prod } from '../../../environments/prod.ts';
import { openBroker, type Broker } from '../../../services/kit/broker.ts';
import type { Event } from '../../../services/kit/events.ts';
import { eventually, hold, say } from '../check.ts';
import type { KubernetesObject } from '../cluster/kubernetes.ts';
import { renderedFor } from '../cluster/rendered.ts';
import { credentialsIn, type Authority } from './authority.ts';
import type { KafkaNode } from './node.ts';

interface Right {
  readonly resource: { readonly type: 'topic' | 'group'; readonly name: string };
  readonly operations: readonly ('Describe' | 'Read' | 'Write')[];
}

interface KafkaUser extends KubernetesObject {
  readonly spec: { readonly authentication: { readonly type: string }; readonly authorization: { readonly acls: readonly Right[] } };
}

interface KafkaTopic extends KubernetesObject {
  readonly spec: { readonly topicName: string };
}

const isUser = (object: KubernetesObject): object is KafkaUser => object.kind === 'KafkaUser';
const isTopic = (object: KubernetesObject): object is KafkaTopic => object.kind === 'KafkaTopic';

interface Account {
  readonly name: string;
  readonly rights: readonly Right[];
  readonly directory: string;
}

const topicsWith = ({ rights }: Account, operation: 'Read' | 'Write'): string[] => rights.filter(({ resource, operations }) => resource.type === 'topic' && operations.includes(operation)).map(({ resource }) => resource.name);

const operations = { Describe: AclOperations.DESCRIBE, Read: AclOperations.READ, Write: AclOperations.WRITE } as const;
const types = { topic: ResourceTypes.TOPIC, group: ResourceTypes.GROUP } as const;

/** As Strimzi's entity operator does. */
async function install(admin: Admin, accounts: readonly Account[], topics: readonly string[]): Promise<void> {
  await admin.createTopics({ topics: [...topics], partitions: 1, replicas: 1 });
  await admin.createAcls({
    creations: accounts.flatMap(({ name, rights }) => rights.flatMap(({ resource, operations: all }) => all.map((operation) => ({
      resourceType: types[resource.type], resourceName: resource.name, resourcePatternType: ResourcePatternTypes.LITERAL, principal: `User:CN=${name}`, host: '*', operation: operations[operation], permissionType: AclPermissionTypes.ALLOW,
    })))),
  });
}

const eventOf = (topic: string): Event => ({ id: randomUUID(), topic, key: 'k', type: 'told', payload: {}, occurredAt: new Date().toISOString() });

async function refusal(work: () => Promise<unknown>): Promise<string> {
  return work().then(() => 'nothing was refused', (error: unknown) => (error instanceof Error ? error.message : String(error)));
}

/** Everything that it may, and one thing that it may not. */
async function judge({ name, ...account }: Account, open: (name: string, directory: string) => Promise<Broker>, topics: readonly string[], write: (event: Event) => Promise<void>): Promise<void> {
  const [writes, reads] = [topicsWith({ name, ...account }, 'Write'), topicsWith({ name, ...account }, 'Read')];
  const broker = await open(name, account.directory);
  try {
    for (const topic of writes) await broker.send([eventOf(topic)]);
    const foreign = topics.find((topic) => !writes.includes(topic));
    if (foreign !== undefined) {
      const said = await refusal(() => broker.send([eventOf(foreign)]));
      hold(said.includes(foreign) && /authori[sz]/i.test(said), `${name} writes to ${foreign}, which it does not publish, and is told: ${said}`);
    }
    if (reads.length === 0) return;
    const heard = new Set<string>();
    const own = reads.map(eventOf);
    await broker.subscribe(name, reads, async ({ id }) => void heard.add(id));
    for (const event of own) await write(event);
    await eventually(`${name} hears of ${reads.join(', ')}`, () => (own.every(({ id }) => heard.has(id)) ? true : undefined), { timeout: 30_000 });
  } finally {
    await broker.close();
  }
}

/** `trusted`: the folder of whoever may do everything. */
export async function rightsHold(node: KafkaNode, folder: string, { brokers, users, trusted }: { readonly brokers: Authority; readonly users: Authority; readonly trusted: string }): Promise<void> {
  const objects = renderedFor(prod);
  const topics = objects.filter(isTopic).map(({ spec }) => spec.topicName);
  const declared = objects.filter(isUser);
  hold(declared.length > 0 && declared.every(({ spec }) => spec.authentication.type === 'tls'), 'prod has KafkaUsers that show no certificate: let this check show what they do');
  const accounts = declared.map(({ metadata: { name }, spec }): Account => ({ name, rights: spec.authorization.acls, directory: credentialsIn(join(folder, 'accounts', name), brokers, users.issue(name)) }));
  const admin = new Admin({ clientId: 'tests', bootstrapBrokers: [node.plain] });
  await install(admin, accounts, topics).finally(() => admin.close());
  const open = (name: string, directory: string): Promise<Broker> => openBroker({ KAFKA_BROKERS: node.tls, KAFKA_CREDENTIALS_DIRECTORY: directory, SERVICE_NAME: name, LOG_LEVEL: 'silent' });
  const writer = await open('tests', trusted);
  try {
    for (const account of accounts) await judge(account, open, topics, (event) => writer.send([event]));
  } finally {
    await writer.close();
  }
  say(`${accounts.map(({ name }) => name).join(', ')}: each publishes and hears over TLS with its own certificate and the rights of its KafkaUser, and writes to no other topic`);
}
