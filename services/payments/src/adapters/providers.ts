/** The providers' programs, asked by the contract. What comes of a call that failed is said in the contract's own words: nothing was done, or nobody knows. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { api, type Api } from '../../../kit/api.ts';
import { CallError, createClient, type Client } from '../../../kit/client.ts';
import { unauthenticated, unavailable } from '../../../kit/problem.ts';
import { providerShapes, type Authorisation, type Authorise, type Found, type LookUp, type Modification, type Modify, type Notices, type Webhook } from '../../../kit/provider/contract.ts';
import type { ProviderService } from '../../../provider.ts';
import type { OperationKind } from '../domain/transitions.ts';
import type { Way } from '../domain/routing.ts';

/** How long a question may take in all, in milliseconds. */
export interface Patience {
  readonly signal?: AbortSignal;
}

export interface Providers {
  readonly ways: readonly Way[];
  readonly authorise: (provider: string, body: Authorise, key: string, patience?: Patience) => Promise<Authorisation>;
  readonly modify: (provider: string, kind: OperationKind, of: string, body: Modify, key: string, patience?: Patience) => Promise<Modification>;
  /** Throws a {@link CallError} where the provider's program does not answer: nothing is known then. */
  readonly lookUp: (provider: string, question: LookUp, patience?: Patience) => Promise<Found>;
  /** Throws a ProblemError: 401 for a webhook that is not the provider's, 503 where that cannot be judged now. */
  readonly readWebhook: (provider: string, webhook: Webhook, key: string) => Promise<Notices>;
}

export type ProviderApi = Api<ProviderService & { readonly serves: typeof import('../../../provider.ts').providerOperations }, typeof providerShapes>;
export const providerApi = (service: ProviderApi['service']): ProviderApi => api(service, providerShapes);

/** Milliseconds that a request has waited for providers: what is not the switch's own time. */
export const waits = new AsyncLocalStorage<{ waited: number }>();

async function waited<T>(asking: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await asking();
  } finally {
    const store = waits.getStore();
    if (store) store.waited += performance.now() - began;
  }
}

/** Statuses that a provider's program answers before it asks the provider anything. */
const beforeAsking = [400, 401, 403, 404, 413, 415, 422];

/** What a failed call says of what was asked. */
export function stateOf(error: unknown): { readonly state: 'not-processed' | 'unknown'; readonly detail: string } {
  if (!(error instanceof CallError)) throw error;
  const notDone = error.failure === 'not-sent' || (error.failure === 'answered' && beforeAsking.includes(error.status ?? 0));
  return { state: notDone ? 'not-processed' : 'unknown', detail: error.message.slice(0, 512) };
}

const keyed = (key: string, { signal }: Patience = {}) => ({ headers: { 'idempotency-key': key }, ...(signal && { signal }) });

function refusedWebhook(error: unknown): never {
  if (error instanceof CallError && (error.status === 400 || error.status === 401)) throw unauthenticated('the signature or the time of this webhook is not good');
  if (error instanceof CallError) throw unavailable('this webhook cannot be judged now: send it again');
  throw error;
}

export interface ProvidersProps {
  readonly services: readonly ProviderApi['service'][];
  /** Of each provider's program, by its service's name. */
  readonly urlOf: (service: string) => string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function callProviders({ services, urlOf, headers }: ProvidersProps): Providers {
  const clients = new Map<string, Client<ProviderApi>>(services.map((service) => [service.name, createClient(providerApi(service), { baseUrl: urlOf(service.name), ...(headers && { headers }) })]));
  const client = (provider: string): Client<ProviderApi> => {
    const found = clients.get(provider);
    if (!found) throw new Error(`${provider} is not among the providers: keep its line in services/providers.ts as long as it has payments`);
    return found;
  };
  return {
    ways: services.flatMap(({ name, capabilities }) => capabilities.routes.map((route) => ({ provider: name, route }))),
    authorise: (provider, body, key, patience) => waited(() => client(provider).authorise({ body, ...keyed(key, patience) }).then((answer) => answer.body, stateOf)),
    modify: (provider, kind, of, body, key, patience) => waited(() => client(provider)[kind]({ params: { reference: of }, body, ...keyed(key, patience) }).then((answer) => answer.body, stateOf)),
    lookUp: (provider, question, patience) => waited(() => client(provider).lookUp({ body: question, ...keyed(question.key, patience) }).then((answer) => answer.body)),
    readWebhook: (provider, webhook, key) => waited(() => client(provider).readWebhook({ body: webhook, ...keyed(key) }).then((answer) => answer.body, refusedWebhook)),
  };
}
