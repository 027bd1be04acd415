/** Requests that the gateway takes, made from its own declaration. */
import type { Role } from '../../../constructs/declaration/index.ts';
import { takesKey, type Api } from '../../kit/api.ts';
import { sampleOf } from '../../kit/testing/sample.ts';
import { gatewayApi } from '../src/api.ts';
import type { TestGateway } from './fakes.ts';

const api: Api = gatewayApi;

export interface Ask {
  readonly role?: Role;
  readonly acr?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly payload?: unknown;
}

/** Asks an operation with what its schemas ask for, and with more where `ask` says so. */
export async function asking({ app, token }: Pick<TestGateway, 'app' | 'token'>, name: string, { role, acr, headers = {}, claims = {}, payload }: Ask = {}) {
  const [operation, shape] = [api.service.serves[name], api.shapes[name]];
  if (!operation || !shape) throw new Error(`the gateway serves no ${name}`);
  const body = payload ?? (shape.body && sampleOf(shape.body)) ?? (shape.bytes && '{}');
  return app.inject({
    method: operation.method,
    url: operation.path.replaceAll(/\{[^}]+\}/g, 'sample'),
    headers: {
      ...(role && { authorization: `Bearer ${await token({ roles: [role], store: 'lyon-2', ...(acr !== undefined && { acr }), claims })}` }),
      ...(takesKey(operation, shape) && { 'idempotency-key': 'k-1' }),
      ...(shape.etag && { 'if-match': '"1"' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
