/** Sends a connector's request by HTTP, and says what came of it. Never sends twice: whether that is harmless is for others to know. */
import { neverMadeCode } from '../client.ts';
import type { Reply } from './exchange.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the provider's address, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As JSON; text as it is. */
  readonly body?: unknown;
}

export interface HttpProps {
  /** The `<NAME>_URL` of the provider. */
  readonly address: string;
  /** Such as credentials, read anew for each request. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** In milliseconds. @default 9500: sooner than the proxy, which would answer in the provider's place */
  readonly timeout?: number;
}

export type SendHttp = (request: HttpRequest) => Promise<Reply>;

const bodyOf = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
};

/** Joined by hand: `new URL` would let a path with two slashes name another host. */
const urlOf = (address: string, path: string): string => `${address.replace(/\/+$/, '')}${path}`;

export const httpSender = ({ address, headers = () => ({}), timeout = 9_500 }: HttpProps): SendHttp => async ({ method, path, headers: own, body }) => {
  try {
    const response = await fetch(urlOf(address, path), {
      method,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers(), ...own },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout),
      redirect: 'manual',
    });
    return { kind: 'answered', status: response.status, body: bodyOf(await response.text()), headers: Object.fromEntries(response.headers) };
  } catch (error) {
    const code = neverMadeCode(error);
    return code === undefined ? { kind: 'no-answer', why: error instanceof Error ? error.message : 'the connection was lost' } : { kind: 'not-sent', why: `${address} cannot be reached (${code})` };
  }
};
