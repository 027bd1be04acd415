/** Runs the scenarios of services/kit/broker.test.ts over Apache Kafka, which is stopped and started again in the middle of one of them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, eventually, hold, say } from './check.ts';
import { freePort } from '../../services/kit/local/ports.ts';
import { start, type Running } from './cluster/processes.ts';
import { judge } from './judges.ts';
import { root } from './shared.ts';

/** One broker that is its own controller (KRaft). */
const properties = (folder: string, { port, controller }: { readonly port: number; readonly controller: number }): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
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

async function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : null;
}

await check(async (resources) => {
  const kafka = judge('kafka');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-kafka-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [port, file, log] = [await freePort(), join(folder, 'server.properties'), join(folder, 'kafka.log')];
  writeFileSync(file, properties(folder, { port, controller: await freePort() }));
  const formatted = await ended(spawn(kafka, ['kafka.tools.StorageTool', 'format', '--cluster-id', 'Z3VpY2hldC1ldmVudHMtMQ', '--config', file], { stdio: 'ignore' }));
  hold(formatted === 0, `the storage of Kafka could not be formatted: exit ${formatted}`);

  let broker: Running | undefined;
  let restarts = 0;
  resources.defer(async () => void (await broker?.[Symbol.asyncDispose]()));
  const up = async (): Promise<void> => {
    broker = start({ name: 'kafka', command: kafka, args: ['kafka.Kafka', file], log });
    await eventually('Kafka answers', () => answers(port), { timeout: 60_000, otherwise: () => broker?.ended() ?? 'it is still starting' });
  };
  await up();
  say(`Kafka answers on 127.0.0.1:${port}`);

  const control: Server = createServer((_, response) => {
    void (async () => {
      await broker?.[Symbol.asyncDispose]();
      await up();
      restarts += 1;
      response.end('back');
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  resources.defer(() => void control.close());
  await once(control, 'listening');
  const address = control.address();
  hold(address !== null && typeof address === 'object', 'no port could be had to restart the broker by');

  const jest = spawn(process.execPath, ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', 'services/kit/broker.test.ts'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, KAFKA: `127.0.0.1:${port}`, KAFKA_RESTART: `http://127.0.0.1:${address.port}/` },
  });
  const code = await ended(jest);
  hold(code === 0, `the scenarios over Kafka failed: exit ${code}`);
  hold(restarts > 0, 'the broker was never restarted');
  say(`the scenarios hold over Kafka, which was restarted ${restarts} time(s) in between`);
});
