/** Asks as a good client does: the same request under the same key until there is an answer, and remembers what it was told. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { UserName } from '../demo/users.ts';
import type { Counter } from '../demo/counter.ts';
import type { Promised } from './books.ts';
import type { Tokens } from './tokens.ts';

export interface Asking {
  readonly as?: UserName;
  readonly mfa?: boolean;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'gateway' */
  readonly service?: string;
  /** Sent twice at once, under one key. @default false */
  readonly twice?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Nobody waits for ever: this one goes home. */
export class GoneHome extends Error {}

const Problem = Compile(Type.Object({ type: Type.String() }));
const Named = Compile(Type.Union([Type.Object({ operation: Type.Object({ operation: Type.String() }) }), Type.Object({ payment: Type.String(), attempts: Type.Array(Type.Object({ attempt: Type.String() })) })]));
const Sums = Compile(Type.Object({ payment: Type.String(), captured: Type.Object({ amount: Type.Integer() }), refunded: Type.Object({ amount: Type.Integer() }) }));

/** Nothing is known by these answers: the same request is sent again. */
const saysNothing = ({ status, body }: Answer): boolean => status >= 500 || status === 429 || (status === 409 && Problem.Check(body) && body.type.endsWith('/in-progress'));

/** What an answer is about. */
function nameOf({ body }: Answer): string {
  if (!Named.Check(body)) return '';
  return 'operation' in body ? body.operation.operation : `${body.payment} ${body.attempts.at(-1)?.attempt ?? ''}`;
}

export interface Shopper {
  readonly ask: (path: string, asking?: Asking) => Promise<Answer>;
  /** As {@link Shopper.ask}, read as what it must be; `undefined` where it was refused. */
  readonly get: <const S extends TSchema>(schema: S, path: string, asking?: Asking) => Promise<Static<S> | undefined>;
  readonly promised: () => readonly Promised[];
  /** What should not have been answered, in words. */
  readonly complaints: readonly string[];
  /** How often something was sent again. */
  readonly repeated: () => number;
}

/** Milliseconds. */
const patience = { answer: 20_000, all: 45_000 } as const;

export function shopperOf(counter: Counter, tokens: Tokens): Shopper {
  const promised = new Map<string, Promised>();
  const complaints: string[] = [];
  let repeated = 0;

  function remember({ body }: Answer): void {
    const seen: unknown = typeof body === 'object' && body !== null && 'operation' in body && 'payment' in body ? body.payment : body;
    if (!Sums.Check(seen)) return;
    const before = promised.get(seen.payment);
    const most = (a: bigint, b: bigint = 0n): bigint => (a > b ? a : b);
    promised.set(seen.payment, { payment: seen.payment, captured: most(BigInt(seen.captured.amount), before?.captured), refunded: most(BigInt(seen.refunded.amount), before?.refunded) });
  }

  async function once(url: URL, { as, mfa = false, method = 'GET', body, headers = {} }: Asking, key: string): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers: { ...(as !== undefined && { authorization: `Bearer ${await tokens(as, mfa)}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...(method === 'POST' && { 'idempotency-key': key }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience.answer),
    });
    const text = await response.text();
    return { status: response.status, body: (response.headers.get('content-type') ?? '').includes('json') && text !== '' ? (JSON.parse(text) as unknown) : text };
  }

  async function insist(url: URL, asking: Asking, key: string): Promise<Answer> {
    const end = performance.now() + patience.all;
    for (let wait = 200; performance.now() < end; wait = Math.min(wait * 2, 2_000)) {
      const answer = await once(url, asking, key).catch((): undefined => undefined);
      if (answer && !saysNothing(answer)) return answer;
      repeated += 1;
      await pause(wait);
    }
    throw new GoneHome(`${asking.method ?? 'GET'} ${url.pathname} was not answered within ${patience.all / 1000} seconds`);
  }

  const ask: Shopper['ask'] = async (path, asking = {}) => {
    const url = new URL(path, counter.services[asking.service ?? 'gateway']?.url);
    const key = randomUUID();
    const [answer, other] = await Promise.all([insist(url, asking, key), ...(asking.twice === true ? [insist(url, asking, key)] : [])]);
    if (other && answer.status < 300 && other.status < 300 && nameOf(answer) !== nameOf(other)) complaints.push(`one key was answered by two things at ${path}: ${nameOf(answer)} and ${nameOf(other)}`);
    remember(answer);
    return answer;
  };

  return {
    ask,
    get: async (schema, path, asking) => {
      const { status, body } = await ask(path, asking);
      if (status >= 300) return undefined;
      const validator = Compile(schema);
      if (validator.Check(body)) return body;
      complaints.push(`${path} was answered with what it must not be: ${JSON.stringify(body).slice(0, 300)}`);
      return undefined;
    },
    promised: () => [...promised.values()],
    complaints,
    repeated: () => repeated,
  };
}
