/** One request to a gateway: what is sent, what must become of it, and what became of it. */
import type { PathTemplate } from '../../../constructs/declaration/index.ts';
import { isOf } from './attempt.ts';
import type { Credentials } from './certificates.ts';
import type { Face } from './far-ends.ts';

/** In the order of the summary. */
export const probeKinds = [
  'declared way in', 'another method', 'another path', 'an ambiguous header', 'another host in', 'too large', 'over the rate', 'weak TLS', 'a service that is none',
  'declared way out', 'another identity', 'another host out', 'without a certificate of the mesh', 'another name in TLS', 'an outside host that is none',
] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** How a client opens the connection. */
export interface Opening {
  /** Server Name Indication; empty where none is sent. */
  readonly name: string;
  /** The client's certificate; absent where none is shown. */
  readonly shown?: Credentials;
  /** @default - TLS 1.2 or 1.3 with HTTP/1.1 */
  readonly by?: 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3' | 'TLS 1.2 without authenticated encryption' | 'HTTP/2' | 'plaintext';
}

/**
 * `answered`: it arrives as sent, from the gateway that shows the certificate `by`; `lasting` where browsers must be told to stay with TLS.
 * `refused`: the gateway answers with the status, and `because` is in the body. `no connection`: not even an HTTP answer.
 * `only as declared`: refused with 400 or 403, or what arrives after normalisation is a declared operation.
 */
export type Wanted =
  | { readonly outcome: 'answered'; readonly by: string; readonly name?: string; readonly lasting: boolean }
  | { readonly outcome: 'refused'; readonly status: number; readonly because?: string }
  | { readonly outcome: 'no connection' }
  | { readonly outcome: 'only as declared'; readonly declared: readonly { readonly method: string; readonly path: PathTemplate }[] };

export interface Probe {
  readonly kind: ProbeKind;
  /** The gateway's namespace. */
  readonly gateway: string;
  /** What is special about it. */
  readonly how: string;
  readonly opening: Opening;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body of so many bytes, whose length is said in advance or not. */
  readonly body?: { readonly bytes: number; readonly announced: boolean };
  /** @default - the far end is what it should be */
  readonly face?: Face;
  readonly wanted: Wanted;
}

/** What became of it. Without a status there was no answer; without `arrived`, the gateway answered. */
export interface Result {
  readonly status?: number;
  readonly error?: string;
  readonly body?: string;
  /** Strict-Transport-Security (RFC 6797). */
  readonly lasting?: string;
  readonly arrived?: { readonly request: string; readonly host: string; readonly name: string; readonly by: string };
}

/** What Node.js says when nobody listens, nobody answers, or it does not want to itself: then the gateway refused nothing. */
const provesNothing = ['ECONNREFUSED', 'EADDRNOTAVAIL', 'timeout', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE', 'ERR_SSL_NO_CIPHERS_AVAILABLE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];

function holds({ wanted, method, path, host }: Probe, { status, error, body = '', lasting, arrived }: Result): boolean {
  switch (wanted.outcome) {
    case 'answered':
      return status === 200 && arrived?.request === `${method} ${path}` && arrived.host === host && arrived.by === wanted.by && (wanted.name ?? arrived.name) === arrived.name && (!wanted.lasting || /^max-age=\d{8,}/.test(lasting ?? ''));
    case 'refused':
      return !arrived && status === wanted.status && body.includes(wanted.because ?? '');
    case 'no connection':
      return status === undefined && error !== undefined && !provesNothing.includes(error);
    case 'only as declared': {
      const [to = '', at = ''] = arrived?.request.split(' ') ?? [];
      return arrived ? wanted.declared.some((one) => one.method === to && isOf(one.path, at)) : status === 403 || status === 400;
    }
  }
}

/** What is surprising about a result, in words; nothing when it is as wanted. */
export function surpriseOf(probe: Probe, result: Result): string | undefined {
  if (holds(probe, result)) return undefined;
  const { arrived, status, error, body, lasting } = result;
  const saw = arrived ? `${arrived.request} arrived for ${arrived.host} (TLS name ${arrived.name || 'none'}) from ${arrived.by}, ${lasting ?? 'no strict transport security'}` : status === undefined ? `no answer (${error ?? 'unknown'})` : `the gateway answered ${status} ${body ?? ''}`;
  return `wanted ${probe.wanted.outcome}${probe.wanted.outcome === 'refused' ? ` with ${probe.wanted.status} ${probe.wanted.because ?? ''}` : ''}: ${saw}`;
}
