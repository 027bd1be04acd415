/** A provider's server from its declaration and its connectors: the five functions and the reading of webhooks, by route. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { providerOperations, type ProviderService, type Route } from '../../provider.ts';
import { api, type Api } from '../api.ts';
import { requiredKey } from '../idempotency.ts';
import { unprocessable } from '../problem.ts';
import { createServer, type Handlers } from '../server.ts';
import { authoriseFault, declinedByRoute, modifyFault, refusedByRoute, type Modifying } from './allowed.ts';
import { providerShapes, type LookUp, type Modification, type Modify } from './contract.ts';
import type { Connector } from './exchange.ts';

/** A provider's declaration whose operations are those of the contract. */
export type Provider = ProviderService & { readonly serves: typeof providerOperations };

/** By route name. */
export type Connectors = Readonly<Record<string, Connector>>;

export interface ProviderServerProps {
  readonly service: Provider;
  readonly connectors: Connectors;
  readonly now: () => Date;
  readonly logger?: FastifyBaseLogger;
}

export const providerApi = (service: Provider): Api<Provider, typeof providerShapes> => api<Provider, typeof providerShapes>(service, providerShapes);

/** Routes without a connector, and connectors without a route. */
function connectorFaults({ name, capabilities: { routes } }: Provider, connectors: Connectors): string[] {
  const declared = routes.map((route) => route.name);
  return [
    ...declared.filter((route) => !connectors[route]).map((route) => `${name} declares the route ${route} and has no connector for it`),
    ...Object.keys(connectors).filter((route) => !declared.includes(route)).map((route) => `${name} has a connector for ${route}, which is no route of it`),
  ];
}

interface Asking {
  readonly route: Route;
  readonly connector: Connector;
}

/** Finds a route by the name that a request says. */
const routing = ({ service: { name, capabilities }, connectors }: ProviderServerProps) => (wanted: string): Asking => {
  const route = capabilities.routes.find((one) => one.name === wanted);
  const connector = connectors[wanted];
  if (route && connector) return { route, connector };
  throw unprocessable(`${name} has the routes ${capabilities.routes.map((one) => one.name).join(', ')}`, [{ pointer: '/body/route', detail: 'is no route of this provider' }]);
};

interface ModifyAsking {
  readonly params: { readonly reference: string };
  readonly body: Modify;
  readonly headers: Readonly<Record<string, string>>;
}

export function providerHandlers(props: ProviderServerProps): Handlers<ReturnType<typeof providerApi>> {
  const routed = routing(props);
  const modify = (what: Modifying) => async ({ params: { reference }, body, headers }: ModifyAsking): Promise<{ readonly body: Modification }> => {
    const key = requiredKey(headers['idempotency-key']);
    const { route, connector } = routed(body.route);
    const fault = modifyFault(what, route, body);
    return { body: fault === undefined ? await connector[what]({ body, reference, key }) : refusedByRoute(fault) };
  };
  return {
    authorise: async ({ body, headers }) => {
      const key = requiredKey(headers['idempotency-key']);
      const { route, connector } = routed(body.route);
      const fault = authoriseFault(route, body);
      return { body: fault === undefined ? await connector.authorise({ body, key }) : declinedByRoute(fault) };
    },
    capture: modify('capture'),
    void: modify('void'),
    refund: modify('refund'),
    lookUp: async ({ body }) => ({ body: await lookedUp(body, routed(body.request.route)) }),
    readWebhook: async ({ body }) => ({ body: await routed(body.route).connector.readWebhook(body, props.now()) }),
  };
}

/** What was never allowed was never asked: it is answered as it was then. */
async function lookedUp(asked: LookUp, { route, connector }: Asking) {
  const { key, reference } = asked;
  if (asked.what === 'authorise') {
    const fault = authoriseFault(route, asked.request);
    return { what: asked.what, authorisation: fault === undefined ? await connector.lookUpAuthorisation({ body: asked.request, key, ...(reference !== undefined && { reference }) }) : declinedByRoute(fault) } as const;
  }
  const { what, request, of } = asked;
  const fault = modifyFault(what, route, request);
  return { what, modification: fault === undefined ? await connector.lookUpModification({ what, body: request, reference: of, key, ...(reference !== undefined && { found: reference }) }) : refusedByRoute(fault) } as const;
}

export function createProvider(props: ProviderServerProps): FastifyInstance {
  const faults = connectorFaults(props.service, props.connectors);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return createServer({ api: providerApi(props.service), handlers: providerHandlers(props), ...(props.logger && { logger: props.logger }) });
}
