/** One provider's server: reads a request, lets the part answer, and goes wrong where it is asked to, in each of the three places. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { requestFaults, type Faults, type Rule } from './faults.ts';
import type { Answering, Incoming, Outgoing, Part } from './part.ts';

/** A question and its answer, as they went over the wire: held to the provider's own documents by script/ci/provider-documents.ts. */
export interface Seen {
  readonly provider: string;
  readonly request: Pick<Incoming, 'method' | 'path' | 'headers' | 'json'> & { readonly query: string; readonly text: string };
  readonly answer: Outgoing;
  /** Of the part's own paths; absent where it has none such. */
  readonly template?: string;
}

export interface DoorProps {
  readonly part: () => Part;
  readonly faults: Faults;
  readonly seen: (one: Seen) => void;
  readonly tls?: { readonly key: string; readonly cert: string };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Parameters of a path, where it is of this template. */
function parametersIn(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = decodeURIComponent(actual);
    else if (part !== actual) return undefined;
  }
  return parameters;
}

interface Found {
  readonly answering: Answering;
  readonly params: Readonly<Record<string, string>>;
}

function find(part: Part, method: string, path: string): Found | undefined {
  for (const answering of part.answers) {
    const params = answering.method === method ? parametersIn(answering.path, path) : undefined;
    if (params) return { answering, params };
  }
  return undefined;
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> => Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));

/** The same request again is the same subject: by its key where it has one, by its bytes where it has none. */
const identityOf = (headers: Readonly<Record<string, string>>, raw: Buffer): string => headers['idempotency-key'] ?? headers['paypal-request-id'] ?? headers['x-request-id'] ?? createHash('sha256').update(raw).digest('hex');

const textOf = ({ body }: Outgoing): string => (body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));

function tell(response: ServerResponse, answer: Outgoing, cut = false): void {
  const text = textOf(answer);
  const type = typeof answer.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  // A 204 has neither body nor length (RFC 9110).
  response.writeHead(answer.status, { ...(answer.body !== undefined && { 'content-type': type }), ...(answer.status !== 204 && { 'content-length': Buffer.byteLength(text) }), ...answer.headers });
  if (!cut) return void response.end(text);
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}

/** Before anything is done. Answers whether that was all. */
function failsBefore(rule: Rule | undefined, response: ServerResponse, part: Part): Outgoing | 'nothing' | undefined {
  if (rule?.fault === 'connection-lost') response.destroy();
  // Until the caller gives up.
  if (rule?.fault === 'no-answer' || rule?.fault === 'connection-lost') return 'nothing';
  if (rule?.fault !== 'error') return undefined;
  const failure = part.failure();
  tell(response, failure);
  return failure;
}

/** After it was done. */
function answer(rule: Rule | undefined, response: ServerResponse, outgoing: Outgoing, failure: () => Outgoing): void {
  switch (rule?.fault) {
    case 'answer-lost': return void response.destroy();
    case 'answer-late': return;
    case 'error-after': return tell(response, failure());
    case 'answer-cut': return tell(response, outgoing, true);
    case 'slow': return void setTimeout(() => tell(response, outgoing), rule.by ?? 2_000);
    default: return tell(response, outgoing);
  }
}

const listener = ({ part: now, faults, seen }: DoorProps): RequestListener => (request, response) => {
  const part = now();
  void (async () => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const [method, headers, raw] = [request.method ?? 'GET', headersOf(request), await bytesOf(request)];
    const rule = faults.strike(requestFaults, { provider: part.name, what: `${method} ${url.pathname}`, identity: identityOf(headers, raw) });
    const text = raw.toString('utf8');
    const asked = { method, path: url.pathname, query: url.searchParams, headers, raw, json: jsonOf(text), decline: rule?.fault === 'decline' };
    const found = find(part, method, url.pathname);
    const noted = (outgoing: Outgoing): void => seen({ provider: part.name, request: { method, path: url.pathname, query: url.search, headers, json: asked.json, text }, answer: outgoing, ...(found && { template: found.answering.path }) });
    const early = failsBefore(rule, response, part);
    if (early === 'nothing') return;
    if (early) return noted(early);
    const outgoing = part.before?.({ ...asked, params: {} }) ?? (found ? await found.answering.answer({ ...asked, params: found.params }) : { status: 404, body: { message: `${part.name} has no ${method} ${url.pathname}` } });
    noted(outgoing);
    answer(rule, response, outgoing, part.failure);
  })().catch((error: unknown) => {
    // A fault of the sandbox itself, never one that was asked for.
    console.error(`${part.name} of the sandbox failed at ${request.method ?? ''} ${request.url ?? ''}:`, error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
};

export interface Door {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1 alone. Port 0 takes a free one. */
export async function openDoor(props: DoorProps, port: number): Promise<Door> {
  const server: Server = props.tls ? createSecureServer(props.tls, listener(props)) : createServer(listener(props));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}
