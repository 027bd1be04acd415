/** Handlers that pass operations on to the services behind the gateway. */
import { operationNamed, parametersOf, takesKey, type Api } from '../../kit/api.ts';
import { createClient, type Answered } from '../../kit/client.ts';
import { requiredKey } from '../../kit/idempotency.ts';
import type { AnyAsked, AnyHandler } from '../../kit/server.ts';
import { gateway } from '../service.ts';
import { behind, calleeOf, gatewayApi, type Behind } from './api.ts';
import { headersBack, headersOn, problemBack, webhookHeadersOn } from './domain/passing.ts';

export interface ForwardProps {
  /** Where the services are. */
  readonly urls: Readonly<Record<Behind, string>>;
  /** Sent with every call where there is no mesh: see services/kit/caller.ts. */
  readonly identity: Readonly<Record<string, string>>;
  /** Judged before anything is passed on; throws a ProblemError. */
  readonly before?: (operation: string, asked: AnyAsked, call: Call) => Promise<void>;
}

/** Asks an operation of a service behind the gateway in the name of who asks us. */
export type Call = (operation: string, asked: AnyAsked) => Promise<Answered<unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const isBehind = (name: string): name is Behind => Object.hasOwn(behind, name);

function urlOf(urls: ForwardProps['urls'], name: string): string {
  if (!isBehind(name)) throw new Error(`gateway has ${name} behind it by another name: name it alike in api.ts`);
  return urls[name];
}

function caller({ urls, identity }: Pick<ForwardProps, 'urls' | 'identity'>): Call {
  const clients = new Map(Object.values(behind).map((api) => [api.service.name, createClient<Api>(api, { baseUrl: urlOf(urls, api.service.name), headers: identity })]));
  return async (operation, { params, query, body, raw, headers, id }) => {
    const callee = calleeOf(operation);
    const ask = callee && clients.get(callee.service.name)?.[operation];
    if (!callee || !ask) throw new Error(`gateway declares no call for ${operation}: add one to its declaration`);
    const shape = callee.shapes[operation] ?? {};
    const named = parametersOf(operationNamed(callee, operation).path);
    const question = {
      params: Object.fromEntries(named.map((name) => [name, params[name] ?? ''])),
      ...(shape.query && isRecord(query) && { query }),
      ...(shape.body && { body }),
      ...(shape.bytes && { bytes: new Uint8Array(raw) }),
      headers: { ...(shape.bytes ? webhookHeadersOn(headers) : headersOn(headers)), 'x-request-id': id },
    };
    return ask(question);
  };
}

/** What our paths have before the callee's. */
export const prefixOf = (operation: string): string => {
  const callee = calleeOf(operation);
  const [own, other] = [operationNamed(gatewayApi, operation).path, callee ? operationNamed(callee, operation).path : ''];
  return own.endsWith(other) ? own.slice(0, own.length - other.length) : '';
};

/** Every operation that is not the gateway's own. */
export function forwarding(props: ForwardProps): Readonly<Record<string, AnyHandler>> {
  const call = caller(props);
  return Object.fromEntries(Object.entries(gateway.serves).filter(([name]) => calleeOf(name)).map(([name, operation]) => [name, forward(name, { call, keyed: takesKey(operation, gatewayApi.shapes[name as keyof typeof gatewayApi.shapes]), before: props.before })]));
}

function forward(name: string, { call, keyed, before }: { readonly call: Call; readonly keyed: boolean; readonly before: ForwardProps['before'] }): AnyHandler {
  const prefix = prefixOf(name);
  return async (asked) => {
    if (keyed) requiredKey(asked.headers['idempotency-key']);
    await before?.(name, asked, call);
    const { status, body, headers } = await call(name, asked).catch((error: unknown) => {
      const problem = problemBack(error);
      if (problem.problem.status >= 500) asked.log.warn({ err: error }, `${name} could not be passed on`);
      throw problem;
    });
    return { status, body, headers: headersBack(headers, prefix) };
  };
}
