/** What a step can do: ask the counter as somebody, act outside, and keep what a later step needs. */
import { randomUUID } from 'node:crypto';
import { signIn } from '../../../services/sandbox/identity/sign-in.ts';
import { codeOf } from '../../../services/sandbox/identity/src/users.ts';
import type { Counter } from '../counter.ts';
import { clientOf, type DemoUser, type UserName } from '../users.ts';

export interface Asked {
  readonly as?: UserName;
  /** Signed in with a second factor. */
  readonly mfa?: boolean;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - a new one for every POST */
  readonly idempotencyKey?: string;
  /** @default 'gateway' */
  readonly service?: string;
  /** What must be answered. @default 200 to 299 */
  readonly status?: number;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface World {
  readonly counter: Counter;
  readonly say: (line: string) => void;
  readonly user: (name: UserName) => DemoUser;
  readonly token: (name: UserName, mfa?: boolean) => Promise<string>;
  /** Asks through the gateway, or a service itself. Rejects when another status is answered. */
  readonly ask: (path: string, asked?: Asked) => Promise<Answered>;
  /** Asks the sandbox's control. */
  readonly outside: (path: string, body?: unknown, method?: 'GET' | 'POST' | 'PUT') => Promise<unknown>;
  /** What steps leave for later ones. */
  readonly kept: Map<string, string>;
  /** What an earlier step kept; throws where it did not. */
  readonly recall: (name: string) => string;
}

/** A code is taken once: the next one comes within half a minute. */
async function tokenOf(counter: Counter, user: DemoUser, mfa: boolean): Promise<string> {
  return signIn({ issuer: counter.issuer, client: clientOf(user), name: user.name, password: user.password, ...(mfa && { code: codeOf(user, Date.now()) }) });
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const json = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json && text !== '' ? (JSON.parse(text) as unknown) : text };
}

/** Who asks too often waits as long as they are told, and asks again as they did. */
async function patiently(url: URL, request: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(url, request);
    if (response.status !== 429 || tries === 20) return response;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 1) * 1000));
  }
}

export function worldOf(counter: Counter, say: (line: string) => void): World {
  const tokens = new Map<string, Promise<string>>();
  const kept = new Map<string, string>();
  const user = (name: UserName): DemoUser => {
    const found = counter.users.find((one) => one.name === name);
    if (!found) throw new Error(`nobody is called ${name} here`);
    return found;
  };
  const token = (name: UserName, mfa = false): Promise<string> => {
    const known = tokens.get(`${name} ${mfa}`) ?? tokenOf(counter, user(name), mfa);
    tokens.set(`${name} ${mfa}`, known);
    return known;
  };
  return {
    counter,
    say,
    user,
    token,
    kept,
    recall: (name) => {
      const value = kept.get(name);
      if (value === undefined) throw new Error(`an earlier step has left no ${name}`);
      return value;
    },
    ask: async (path, { as, mfa, method = 'GET', body, headers = {}, idempotencyKey = randomUUID(), service = 'gateway', status } = {}) => {
      const found = counter.services[service];
      if (!found) throw new Error(`${service} does not run: ${counter.leftOut[service] ?? 'it was not asked for'}`);
      const response = await patiently(new URL(path, found.url), {
        method,
        headers: { ...(as !== undefined && { authorization: `Bearer ${await token(as, mfa)}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...(method === 'POST' && { 'idempotency-key': idempotencyKey }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = await answered(response);
      const wanted = status === undefined ? response.ok : response.status === status;
      if (!wanted) throw new Error(`${service} answered ${method} ${path} with ${response.status}${status === undefined ? '' : `, not ${status}`}: ${JSON.stringify(answer.body)}`);
      return answer;
    },
    outside: async (path, body, method = body === undefined ? 'GET' : 'POST') => {
      const response = await fetch(new URL(path, counter.sandbox.control), { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
      const { body: said } = await answered(response);
      if (!response.ok) throw new Error(`the sandbox answered ${method} ${path} with ${response.status}: ${JSON.stringify(said)}`);
      return said;
    },
  };
}
