/** Sends attempts as another workload's proxy would: TLS with a certificate of the mesh and the mesh's own ALPN names. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Attempt, Outcome } from './attempt.ts';
import type { Authority } from './certificates.ts';
import { spiffeOf } from './identity.ts';
import { arrivedHeader, arrivedTokenHeader } from './upstream.ts';

const patience = 10_000;

export interface ClientProps {
  readonly mesh: Authority;
  /** Issues the same names, but nobody trusts it. */
  readonly foreign: Authority;
  /** The loopback address of a service's proxy. */
  readonly addressOf: (service: string) => string;
}

export class Client implements Disposable {
  readonly #props: ClientProps;
  readonly #agents = new Map<string, HttpsAgent | HttpAgent>();

  constructor(props: ClientProps) {
    this.#props = props;
  }

  send(attempt: Attempt): Promise<Outcome> {
    const { callee, transport, port, host, method, path, headers, token } = attempt;
    const options = { agent: this.#agent(attempt), host: this.#props.addressOf(callee), port, method, path, timeout: patience, headers: { host, ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) } };
    return new Promise((resolve) => {
      const sent = (transport === 'TLS' ? httpsRequest : httpRequest)(options, (response) => {
        response.resume();
        response.on('end', () => resolve(outcomeOf(response)));
        response.on('error', (error) => resolve({ error: codeOf(error) }));
      });
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('timeout'), { code: 'timeout' })));
      sent.on('error', (error) => resolve({ error: codeOf(error) }));
      sent.end();
    });
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  /** One for every caller and proxy, so that their connections are kept. */
  #agent({ caller, callee, port, transport, foreignAuthority = false }: Attempt): HttpsAgent | HttpAgent {
    const key = [transport, callee, port, caller ? spiffeOf(caller) : '', foreignAuthority].join(' ');
    const known = this.#agents.get(key);
    if (known) return known;
    const { mesh, foreign } = this.#props;
    const shown = caller && (foreignAuthority ? foreign : mesh).issue(caller);
    const made =
      transport === 'plaintext'
        ? new HttpAgent({ keepAlive: true, maxSockets: 2 })
        : new HttpsAgent({ keepAlive: true, maxSockets: 2, ca: mesh.root, ...shown, ALPNProtocols: ['istio-http/1.1', 'http/1.1'], checkServerIdentity: () => undefined });
    this.#agents.set(key, made);
    return made;
  }
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

function outcomeOf({ statusCode, headers }: IncomingMessage): Outcome {
  const [method = '', path = ''] = String(headers[arrivedHeader] ?? '').split(' ');
  return { ...(statusCode !== undefined && { status: statusCode }), ...(method && { arrived: { method, path, token: String(headers[arrivedTokenHeader] ?? '') } }) };
}
