/** Sends probes to gateways: over HTTP/1.1 with kept connections, over HTTP/2 with one connection each. */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, constants } from 'node:http2';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { checkServerIdentity, connect as tlsConnect, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { gatewayPort } from '../../../constructs/gateways.ts';
import { arrivedByHeader, arrivedHostHeader, arrivedNameHeader, oldCiphers } from './far-ends.ts';
import type { Opening, Probe, Result } from './gateway-probe.ts';
import { arrivedHeader } from './upstream.ts';

const patience = 10_000;

const versions: Readonly<Record<NonNullable<Opening['by']>, ConnectionOptions>> = {
  'TLS 1.0': { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: oldCiphers },
  'TLS 1.1': { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: oldCiphers },
  'TLS 1.2': { maxVersion: 'TLSv1.2' },
  'TLS 1.3': { minVersion: 'TLSv1.3' },
  'TLS 1.2 without authenticated encryption': { maxVersion: 'TLSv1.2', ciphers: 'ECDHE+SHA1:ECDHE+SHA256:ECDHE+SHA384:!AESGCM:!CHACHA20:@SECLEVEL=0' },
  'HTTP/2': {},
  plaintext: {},
};

export interface GatewayClientProps {
  /** The authority that clients trust. */
  readonly trusted: string;
  /** What the certificate of a gateway must be for: the name asked for, or the gateway's own identity. */
  readonly expects: (gateway: string) => string | undefined;
  /** The loopback address of a gateway. */
  readonly addressOf: (gateway: string) => string;
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

type Fields = Readonly<Record<string, unknown>>;

function resultOf(status: number, fields: Fields, body: string): Result {
  const field = (name: string): string => String(fields[name] ?? '');
  const lasting = fields['strict-transport-security'];
  return {
    status,
    ...(body && { body: body.slice(0, 300) }),
    ...(lasting !== undefined && { lasting: String(lasting) }),
    ...(fields[arrivedHeader] !== undefined && { arrived: { request: field(arrivedHeader), host: field(arrivedHostHeader), name: field(arrivedNameHeader), by: field(arrivedByHeader) } }),
  };
}

const headersOf = ({ headers, body }: Probe): Record<string, string> => ({ ...headers, ...(body && (body.announced ? { 'content-length': String(body.bytes) } : { 'transfer-encoding': 'chunked' })) });

export class GatewayClient implements Disposable {
  readonly #props: GatewayClientProps;
  readonly #agents = new Map<string, HttpAgent>();

  constructor(props: GatewayClientProps) {
    this.#props = props;
  }

  send(probe: Probe): Promise<Result> {
    return probe.opening.by === 'HTTP/2' ? this.#overHttp2(probe) : this.#overHttp1(probe);
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #tls({ gateway, opening: { name, shown, by } }: Probe): ConnectionOptions {
    const expected = this.#props.expects(gateway);
    const check = (_host: string, certificate: PeerCertificate): Error | undefined =>
      expected === undefined ? checkServerIdentity(name, certificate) : certificate.subjectaltname === `URI:${expected}` ? undefined : Object.assign(new Error('another gateway'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    return { ca: this.#props.trusted, servername: name, checkServerIdentity: check, ALPNProtocols: [by === 'HTTP/2' ? 'h2' : 'http/1.1'], ...shown, ...(by && versions[by]) };
  }

  #agent(probe: Probe): HttpAgent {
    const { gateway, opening: { name, shown, by = '' } } = probe;
    const key = [gateway, name, shown?.cert, by].join(' ');
    const known = this.#agents.get(key);
    if (known) return known;
    const options = { keepAlive: true, maxSockets: 8 };
    const made = by === 'plaintext' ? new HttpAgent(options) : new HttpsAgent({ ...options, ...this.#tls(probe) });
    this.#agents.set(key, made);
    return made;
  }

  #overHttp1(probe: Probe): Promise<Result> {
    const { gateway, host, method, path, body, opening: { by } } = probe;
    const options = { agent: this.#agent(probe), host: this.#props.addressOf(gateway), port: gatewayPort, method, path, timeout: patience, headers: { host, ...headersOf(probe) } };
    return new Promise((resolve) => {
      const fail = (error: Error): void => resolve({ error: codeOf(error) });
      const answer = (response: IncomingMessage): void => void text(response).then((said) => resolve(resultOf(response.statusCode ?? 0, response.headers, said)), fail);
      const sent: ClientRequest = (by === 'plaintext' ? httpRequest : httpsRequest)(options, answer);
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('timeout'), { code: 'timeout' }))).on('error', fail);
      sent.end(body && Buffer.alloc(body.bytes, ' '));
    });
  }

  #overHttp2(probe: Probe): Promise<Result> {
    const { gateway, host, method, path } = probe;
    const session = connect(`https://${host}`, { createConnection: () => tlsConnect({ ...this.#tls(probe), host: this.#props.addressOf(gateway), port: gatewayPort }) });
    const ended = new Promise<Result>((resolve) => {
      const fail = (error: Error): void => resolve({ error: codeOf(error) });
      session.on('error', fail).setTimeout(patience, () => session.destroy(new Error('timeout')));
      const stream = session.request({ ':method': method, ':path': path, ':authority': host });
      stream.on('error', fail).on('response', (fields) => void text(stream).then((said) => resolve(resultOf(Number(fields[constants.HTTP2_HEADER_STATUS]), fields, said)), fail));
      stream.end();
    });
    return ended.finally(() => session.destroy());
  }
}
