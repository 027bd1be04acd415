/** Programs behind the gateways: services of the mesh and outside hosts, each with TLS of its own, which say what arrived and from whom. */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { TLSSocket, type SecureContextOptions } from 'node:tls';
import { hostOf, spiffeOf } from '../../../constructs/names.ts';
import type { PlannedService } from '../../../constructs/plan.ts';
import { sleep } from '../check.ts';
import type { FarEnds } from './gateway-bootstrap.ts';
import type { PlannedGateway } from './gateway-plan.ts';
import { clientName, type Authorities } from './gateway-secrets.ts';
import { identity } from './identity.ts';
import { arrivedHeader } from './upstream.ts';

/** How a far end proves who it is: as it should, or in a way that a gateway must not take. */
export const faces = ['its own', 'the certificate of another', 'a certificate of an unknown authority', 'TLS 1.1 at best'] as const;
export type Face = (typeof faces)[number];

/** The faces that a gateway must not talk to, and the reason that Envoy gives. */
export const wrongFaces: readonly { readonly face: Face; readonly because: string }[] = [
  { face: 'the certificate of another', because: 'CERTIFICATE_VERIFY_FAILED' },
  { face: 'a certificate of an unknown authority', because: 'CERTIFICATE_VERIFY_FAILED' },
  { face: 'TLS 1.1 at best', because: 'PROTOCOL_VERSION' },
];

/** Headers of the answer beside {@link arrivedHeader}: the host asked for, the name in TLS, and whose certificate was shown. */
export const arrivedHostHeader = 'x-arrived-host';
export const arrivedNameHeader = 'x-arrived-name';
export const arrivedByHeader = 'x-arrived-by';

/** Below what OpenSSL 3 allows by itself. */
export const oldCiphers = 'DEFAULT@SECLEVEL=0';

interface FarEnd {
  readonly host: string;
  readonly contexts: Readonly<Record<Face, SecureContextOptions>>;
}

const contexts = (own: SecureContextOptions, other: SecureContextOptions, foreign: SecureContextOptions): FarEnd['contexts'] => ({
  'its own': own,
  'the certificate of another': other,
  'a certificate of an unknown authority': { ...foreign, ...(own.ca && { ca: own.ca }) },
  'TLS 1.1 at best': { ...own, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: oldCiphers },
});

function serviceEnd({ name, zone: { namespace } }: PlannedService, { mesh, foreign }: Authorities): FarEnd {
  const ca = mesh.root;
  const self = identity(namespace, name);
  return { host: hostOf({ name, namespace }), contexts: contexts({ ...mesh.issue(self), ca }, { ...mesh.issue(identity(namespace, 'another')), ca }, foreign.issue(self)) };
}

function outsideEnd(host: string, { world, foreign }: Authorities): FarEnd {
  const ca = world.root;
  return { host, contexts: contexts({ ...world.issueFor(host), ca }, { ...world.issueFor('elsewhere.example'), ca }, foreign.issueFor(host)) };
}

const farEndsOf = ({ name, zone }: PlannedGateway, authorities: Authorities): FarEnd[] =>
  name === 'ingress' ? zone.services.filter(({ door }) => door).map((service) => serviceEnd(service, authorities)) : zone.outside.map(({ host }) => outsideEnd(host, authorities));

/** Whose certificate a gateway must show to a far end: its own to services, ours where a bank asks for one, else none. */
export const shownTo = ({ name, namespace }: PlannedGateway, mutual: boolean): string => (name === 'ingress' ? `URI:${spiffeOf({ name, namespace })}` : mutual ? `DNS:${clientName}` : 'nobody');

function answerTo({ socket, method, url, headers }: IncomingMessage): Record<string, string> {
  if (!(socket instanceof TLSSocket)) return {};
  const by = socket.authorized ? socket.getPeerCertificate().subjectaltname : undefined;
  return { [arrivedHeader]: `${method} ${url}`, [arrivedHostHeader]: headers.host ?? '', [arrivedNameHeader]: String(socket.servername || ''), [arrivedByHeader]: by ?? 'nobody' };
}

/** Servers on Unix sockets, so that no port of this machine is taken. Connections are kept until another face is shown. */
export class FarEndServers implements Disposable {
  readonly #servers: readonly { readonly end: FarEnd; readonly server: Server }[];
  readonly paths: FarEnds;
  #face: Face = 'its own';

  private constructor(folder: string, ends: readonly FarEnd[]) {
    this.paths = new Map(ends.map(({ host }, i) => [host, join(folder, `far-end-${i}`)]));
    this.#servers = ends.map((end) => ({
      end,
      server: createServer({ keepAliveTimeout: 60_000, ...end.contexts['its own'], requestCert: true, rejectUnauthorized: false, ALPNProtocols: ['istio', 'http/1.1'] }, (request, response) => {
        request.resume().on('end', () => response.writeHead(200, { ...answerTo(request), 'content-length': 0 }).end());
      }),
    }));
  }

  static async start(folder: string, gateways: readonly PlannedGateway[], authorities: Authorities): Promise<FarEndServers> {
    const made = new FarEndServers(folder, gateways.flatMap((gateway) => farEndsOf(gateway, authorities)));
    await Promise.all(made.#servers.map(({ end: { host }, server }) => new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(made.paths.get(host), resolve);
    })));
    return made;
  }

  async show(face: Face): Promise<void> {
    if (face === this.#face) return;
    this.#face = face;
    for (const { end, server } of this.#servers) {
      server.setSecureContext(end.contexts[face]);
      server.closeAllConnections();
    }
    // Until the gateways have seen that their connections are gone.
    await sleep(200);
  }

  [Symbol.dispose](): void {
    for (const { server } of this.#servers) server.close().closeAllConnections();
  }
}
