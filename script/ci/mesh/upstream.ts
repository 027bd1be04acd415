/** The program behind every proxy: says what arrived. */
import { createServer } from 'node:http';

/** Headers of its answer. */
export const arrivedHeader = 'x-arrived';
export const arrivedTokenHeader = 'x-arrived-token';

/** Listens on a Unix socket, so that no port of this machine is taken. */
export function startUpstream(socket: string): Promise<Disposable> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    response.writeHead(200, { [arrivedHeader]: `${request.method} ${request.url}`, [arrivedTokenHeader]: token, 'content-length': 0 }).end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => resolve({ [Symbol.dispose]: () => void server.close().closeAllConnections() }));
  });
}
