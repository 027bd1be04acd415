/** Stands between a program and PostgreSQL, passes every byte on, and keeps the statements that went by. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { transactionsOf, type Work } from './statements.ts';
import { statementReader, type Statement } from './wire.ts';

export interface Recorder {
  readonly port: number;
  /** Of all connections, each in its order, the transactions that were begun first coming first. */
  readonly works: () => Work[];
  readonly stop: () => Promise<void>;
}

interface Timed {
  readonly statement: Statement;
  readonly order: number;
}

export async function record(databasePort: number): Promise<Recorder> {
  let order = 0;
  const connections: Timed[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const [read, said, database] = [statementReader(), [] as Timed[], connect(databasePort, '127.0.0.1')];
    connections.push(said);
    client.on('data', (bytes) => said.push(...read(Buffer.from(bytes)).map((statement) => ({ statement, order: order++ }))));
    client.pipe(database).pipe(client);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => [client, database].forEach((each) => each.destroy()));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    works: () => {
      const orderOf = new Map(connections.flat().map(({ statement, order: at }) => [statement, at]));
      const began = ([first]: Work): number => (first && orderOf.get(first)) ?? 0;
      return connections.flatMap((said) => transactionsOf(said.map(({ statement }) => statement))).sort((a, b) => began(a) - began(b));
    },
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((closed) => server.close(closed));
    },
  };
}
