/** Two who only listen: the collector of traces, and the merchant's order system that is told of payments. */
import { appendFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Listener {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** More is no trace and no notice of ours. */
const largest = 4 * 1024 * 1024;

async function listener(port: number, take: (request: IncomingMessage, body: Buffer) => void): Promise<Listener> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || Number(request.headers['content-length'] ?? 0) > largest) return void response.writeHead(400).end();
    take(request, await buffer(request));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Keeps every batch as a line of JSON (OTLP over HTTP), so that traces can be searched. */
export const traceCollector = (port: number, file: string): Promise<Listener> =>
  listener(port, ({ url, headers }, body) => {
    if (url === '/v1/traces' && String(headers['content-type']).startsWith('application/json')) appendFileSync(file, `${body.toString('utf8')}\n`, { mode: 0o600 });
  });

export interface Notice {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Merchant extends Listener {
  /** As they came, signatures and all. */
  readonly notices: readonly Notice[];
}

export async function merchant(port: number): Promise<Merchant> {
  const notices: Notice[] = [];
  const listening = await listener(port, ({ headers }, body) => {
    notices.push({ headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])), body: body.toString('utf8') });
  });
  return { ...listening, notices };
}
