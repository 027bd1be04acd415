/** Ports of this machine for what is started now. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the system takes ports for outgoing connections (`ip_local_port_range`, 32768 on Linux): one of those may be gone a moment later. */
const [first, last] = [15_000, 32_000];

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await new Promise((closed) => server.close(closed));
  return true;
}

/** A port of 127.0.0.1 that nobody listens on, chosen at random so that two who ask at the same time get different ones. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(first, last);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port between ${first} and ${last} could be had on 127.0.0.1: end what listens there`);
}
