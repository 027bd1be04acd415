/** Apache Kafka in KRaft mode: one node that is its own controller, stopped and started again on request. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../../services/kit/local/ports.ts';
import { eventually, hold } from '../check.ts';
import { start, type Running } from '../cluster/processes.ts';
import type { Authority } from './authority.ts';

/** Who may do everything, by the plain listener without a name; and who by a certificate. */
export const superUser = 'tests';

interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly controller: number;
}

interface Stores {
  /** Key and certificate of the broker, in one file. */
  readonly own: string;
  /** Of the users' authority. */
  readonly users: string;
}

/** The listener `tls` is as constructs/foundations/kafka.ts has it: TLS 1.3, a client certificate, access lists that let in nobody who is not named. */
const properties = (folder: string, { plain, tls, controller }: Ports, { own, users }: Stores): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${plain},TLS://127.0.0.1:${tls},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${plain},TLS://127.0.0.1:${tls}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.name.tls.ssl.client.auth': 'required',
    'listener.name.tls.ssl.keystore.type': 'PEM',
    'listener.name.tls.ssl.keystore.location': own,
    'listener.name.tls.ssl.truststore.type': 'PEM',
    'listener.name.tls.ssl.truststore.location': users,
    'ssl.enabled.protocols': 'TLSv1.3',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:ANONYMOUS;User:CN=${superUser}`,
    'log.dirs': join(folder, 'logs'),
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 3,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    // Members of a group that come together are counted once.
    'group.initial.rebalance.delay.ms': 300,
  }).map(([name, value]) => `${name}=${value}`).join('\n');

const answers = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(undefined));
  });

export async function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : null;
}

export interface KafkaNode {
  readonly plain: string;
  readonly tls: string;
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
}

/** Formats its storage; `up` starts it. */
export async function kafkaNode(kafka: string, folder: string, authorities: { readonly brokers: Authority; readonly users: Authority }): Promise<KafkaNode> {
  const ports: Ports = { plain: await freePort(), tls: await freePort(), controller: await freePort() };
  const [file, log, own] = ['server.properties', 'kafka.log', 'broker.pem'].map((name) => join(folder, name)) as [string, string, string];
  const { cert, key } = authorities.brokers.issue('broker', ['IP:127.0.0.1']);
  writeFileSync(own, `${readFileSync(key, 'utf8')}${readFileSync(cert, 'utf8')}`, { mode: 0o600 });
  writeFileSync(file, properties(folder, ports, { own, users: authorities.users.cert }));
  const formatted = await ended(spawn(kafka, ['kafka.tools.StorageTool', 'format', '--cluster-id', 'Z3VpY2hldC1ldmVudHMtMQ', '--config', file], { stdio: 'ignore' }));
  hold(formatted === 0, `the storage of Kafka could not be formatted: exit ${formatted}`);
  let running: Running | undefined;
  return {
    plain: `127.0.0.1:${ports.plain}`,
    tls: `127.0.0.1:${ports.tls}`,
    up: async () => {
      running = start({ name: 'kafka', command: kafka, args: ['kafka.Kafka', file], log });
      for (const port of [ports.plain, ports.tls]) await eventually('Kafka answers', () => answers(port), { timeout: 60_000, otherwise: () => running?.ended() ?? 'it is still starting' });
    },
    down: async () => void (await running?.[Symbol.asyncDispose]()),
  };
}
