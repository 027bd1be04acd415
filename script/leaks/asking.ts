/** Asks at a door as a client would that does what it should not; keeps what is answered. */
import { randomUUID } from 'node:crypto';
import type { UserName } from '../demo/users.ts';
import type { World } from '../demo/tour/world.ts';
import { placeOf, type Place } from './places.ts';

export interface Asked {
  readonly as?: UserName;
  readonly mfa?: boolean;
  /** @default 'gateway' */
  readonly service?: 'gateway' | 'card-entry';
  readonly method?: string;
  /** As it is, where it is text; otherwise as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface Asking {
  readonly ask: (path: string, asked?: Asked) => Promise<Answered>;
  /** What was answered so far, by status. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly answers: () => Place;
}

export function asking(world: World): Asking {
  const said: string[] = [];
  const statuses = new Map<number, number>();
  const once = async (path: string, { as, mfa, service = 'gateway', method = 'GET', body, headers = {} }: Asked): Promise<Response> => {
    const url = world.counter.services[service]?.url;
    if (url === undefined) throw new Error(`${service} does not run`);
    return fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(20_000),
      headers: { ...(as !== undefined && { authorization: `Bearer ${await world.token(as, mfa)}` }), ...(body !== undefined && { 'content-type': 'application/json' }), 'idempotency-key': randomUUID(), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  };
  const ask: Asking['ask'] = async (path, asked = {}) => {
    const response = await once(path, asked);
    const text = await response.text();
    said.push(`${text}${JSON.stringify([...response.headers])}`);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return { status: response.status, text };
  };
  return { ask, statuses, answers: () => placeOf('what was answered', said.join('\n')) };
}
