/**
 * Runs the scenarios of services/kit/broker-kafka.test.ts over Apache Kafka, without TLS and with client certificates, and with every account that prod
 * declares. Kafka is stopped and started again in the middle of one of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '../jest.ts';
import { check, hold, say } from './check.ts';
import { judge } from './judges.ts';
import { Authority, credentialsIn } from './kafka/authority.ts';
import { ended, kafkaNode, superUser } from './kafka/node.ts';
import { rightsHold } from './kafka/rights.ts';
import { root } from './shared.ts';

await check(async (resources) => {
  const kafka = judge('kafka');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-kafka-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [brokers, users, strangers] = ['brokers', 'users', 'strangers'].map((name) => new Authority(join(folder, name), name)) as [Authority, Authority, Authority];
  const node = await kafkaNode(kafka, folder, { brokers, users });
  resources.defer(node.down);
  await node.up();
  say(`Kafka answers on ${node.plain}, and on ${node.tls} whoever shows a certificate of its users' authority`);
  const credentials = {
    trusted: credentialsIn(join(folder, 'trusted'), brokers, users.issue(superUser)),
    // No right of any kind; a certificate of nobody's; and an authority that is not the brokers'.
    powerless: credentialsIn(join(folder, 'powerless'), brokers, users.issue('powerless')),
    forged: credentialsIn(join(folder, 'forged'), brokers, strangers.issue(superUser)),
    misled: credentialsIn(join(folder, 'misled'), strangers, users.issue('misled')),
  };
  await rightsHold(node, folder, { brokers, users, trusted: credentials.trusted });

  let restarts = 0;
  const control: Server = createServer((_, response) => {
    void (async () => {
      await node.down();
      await node.up();
      restarts += 1;
      response.end('back');
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  resources.defer(() => void control.close());
  await once(control, 'listening');
  const address = control.address();
  hold(address !== null && typeof address === 'object', 'no port could be had to restart the broker by');

  const scenarios = spawn(process.execPath, jest('services/kit/broker-kafka.test.ts'), {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, KAFKA: node.plain, KAFKA_TLS: node.tls, KAFKA_CREDENTIALS: JSON.stringify(credentials), KAFKA_RESTART: `http://127.0.0.1:${address.port}/` },
  });
  const code = await ended(scenarios);
  hold(code === 0, `the scenarios over Kafka failed: exit ${code}`);
  hold(restarts > 0, 'the broker was never restarted');
  say(`the scenarios hold over Kafka, without TLS and with client certificates; it was restarted ${restarts} time(s) in between`);
});
