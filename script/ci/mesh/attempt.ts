/** One request to a service through its proxy: what is sent, what must become of it, and what became of it. */
import type { PathTemplate } from '../../../constructs/declaration/index.ts';
import type { Identity } from './identity.ts';

/** In the order of the summary. */
export const kinds = ['declared call', 'another identity', 'another method', 'another path', "without the end user's right token", 'without a certificate of the mesh', 'plaintext', 'admin port'] as const;
export type Kind = (typeof kinds)[number];

/**
 * `answered`: the program answers, and sees method, path and token as they were sent. `denied`: the proxy answers 401 or 403.
 * `no connection`: not even an HTTP answer. `refused`: either of the two. `only as declared`: refused, or what arrives after the proxy
 * has normalised the path is a declared call of the same caller.
 */
export type Expectation = 'answered' | 'denied' | 'no connection' | 'refused' | 'only as declared';

export interface Attempt {
  readonly kind: Kind;
  readonly callee: string;
  /** The operation that was meant. */
  readonly operation: string;
  /** What is special about it, such as `role till`. */
  readonly how: string;
  /** Whose certificate is shown; absent where none is. */
  readonly caller?: Identity;
  readonly transport: 'TLS' | 'plaintext';
  /** Whether the certificate is of an authority that the mesh does not know. */
  readonly foreignAuthority?: boolean;
  readonly port: number;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly expect: Expectation;
  /** What may arrive where `only as declared` is expected. */
  readonly declared?: readonly { readonly method: string; readonly path: PathTemplate }[];
}

export interface Outcome {
  /** HTTP status; absent where there was no answer. */
  readonly status?: number;
  /** Why there was none, as Node.js or OpenSSL names it. */
  readonly error?: string;
  /** What the program saw; absent where nothing arrived. */
  readonly arrived?: { readonly method: string; readonly path: string; readonly token: string };
}

/** What Node.js says when nobody listens or nobody answers: then nothing was refused, and nothing proved. */
const noProxy = ['ECONNREFUSED', 'EADDRNOTAVAIL', 'timeout'];

const withoutQuery = (path: string): string => path.split('?')[0] ?? path;

/** Whether a program that routes by whole segments would take the path for the template's. */
export function isOf(template: PathTemplate, path: string): boolean {
  const wanted = template.split('/');
  const found = withoutQuery(path).split('/');
  return wanted.length === found.length && wanted.every((segment, i) => (segment.startsWith('{') ? isParameter(found[i] ?? '') : segment === found[i]));
}

/** One segment whatever it is decoded to: an encoded slash or dot segment would be another path to some programs. */
const isParameter = (segment: string): boolean => segment !== '' && !/^(\.|%2e){1,2}$/i.test(segment) && !/%2f|%5c|\\|%00|#/i.test(segment);

/** What is surprising about an outcome, in words; nothing when it is as expected. */
export function surprise(attempt: Attempt, outcome: Outcome): string | undefined {
  const { arrived, status, error } = outcome;
  const saw = arrived ? `${arrived.method} ${arrived.path} arrived` : status === undefined ? `no answer (${error ?? 'unknown'})` : `the proxy answered ${status}`;
  return holds(attempt, outcome) ? undefined : `expected ${attempt.expect}: ${saw}`;
}

function holds({ expect, method, path, token, declared = [] }: Attempt, { status, error, arrived }: Outcome): boolean {
  const denied = !arrived && (status === 401 || status === 403);
  const unconnected = status === undefined && error !== undefined && !noProxy.includes(error);
  switch (expect) {
    case 'answered':
      return status === 200 && arrived?.method === method && arrived.path === path && arrived.token === (token ?? '');
    case 'denied':
      return denied;
    case 'no connection':
      return unconnected;
    case 'refused':
      return denied || unconnected;
    case 'only as declared':
      // 400 is the proxy's answer to a path that no program should have to read.
      return denied || (!arrived && status === 400) || (arrived !== undefined && declared.some((one) => one.method === arrived.method && isOf(one.path, arrived.path)));
  }
}
