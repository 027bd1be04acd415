/** Answers queries as Prometheus' HTTP API does, with the figures that a check wants: on simulated nodes nobody measures anything. */
import { createServer, type IncomingMessage } from 'node:http';

export interface FakePrometheus extends AsyncDisposable {
  readonly address: string;
  /** Every query that was asked so far. */
  readonly asked: ReadonlySet<string>;
  /** From now on, the value of a query, or that there is no series. @default - 0 for every query */
  answer: (query: string) => number | undefined;
}

async function queryOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const asked = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  return asked.get('query') ?? new URL(request.url ?? '/', 'http://localhost').searchParams.get('query') ?? '';
}

/** Starts one on a free port of 127.0.0.1. */
export function fakePrometheus(): Promise<FakePrometheus> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    void queryOf(request).then((query) => {
      asked.add(query);
      const now = Date.now() / 1000;
      const value = fake.answer(query);
      const result = value === undefined ? [] : [{ metric: {}, value: [now, String(value)] }];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
  const fake = {
    address: '',
    asked,
    answer: (_query: string): number | undefined => 0,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      fake.address = address !== null && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : '';
      resolve(fake);
    });
  });
}
