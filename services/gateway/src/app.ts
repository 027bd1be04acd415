/** The gateway, put together from what it depends on. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Channel } from '../../../constructs/declaration/index.ts';
import { openApi, type OpenApiDocument } from '../../kit/openapi.ts';
import { createServer, type AnyHandler, type Handlers } from '../../kit/server.ts';
import type { User, VerifyUser } from '../../kit/user.ts';
import { gateway } from '../service.ts';
import { calleeOf, gatewayApi } from './api.ts';
import { serveBrowsers } from './browsers.ts';
import { allowIn, channelOf, type Clients } from './domain/channels.ts';
import { forwarding, type ForwardProps } from './forward.ts';
import { countJourneys } from './journeys.ts';
import { limitRates, type RatesProps } from './rates.ts';
import { secondFactor, type SecondFactorProps } from './second-factor.ts';

export interface GatewayProps extends Omit<ForwardProps, 'before'> {
  readonly verify: VerifyUser;
  readonly clients: Clients;
  readonly secondFactor: SecondFactorProps;
  readonly rates: RatesProps;
  /** Origins of pages that may ask. */
  readonly origins: readonly string[];
  /** Where the gateway is served. */
  readonly servers: readonly string[];
  readonly issuer: string;
  readonly registry: Registry;
  readonly log?: FastifyBaseLogger;
}

/** The API of what is served here. */
export const document = ({ servers, issuer }: Pick<GatewayProps, 'servers' | 'issuer'>): OpenApiDocument =>
  openApi({
    api: gatewayApi,
    title: 'Guichet',
    version: '1',
    servers,
    issuer,
    tagOf: (operation) => { const { name, purpose } = calleeOf(operation)?.service ?? gateway; return { name, description: purpose }; },
    always: ({ path, user }) => (path === gateway.serves.readApi.path ? [] : user ? [429, 502, 503, 504] : [502, 503, 504]),
  });

/** One handler for all that is passed on: names and shapes are the API's own, and `createServer` checks the names at start. */
export function handlersOf({ urls, identity, secondFactor: factors, servers, issuer }: Omit<ForwardProps, 'before'> & Pick<GatewayProps, 'secondFactor' | 'servers' | 'issuer'>): Handlers<typeof gatewayApi> {
  const body = document({ servers, issuer });
  const readApi: AnyHandler = async () => ({ body, headers: { 'cache-control': 'public, max-age=300' } });
  return { readApi, ...forwarding({ urls, identity, before: secondFactor(factors) }) } as Handlers<typeof gatewayApi>;
}

/** Verifies as the kit does, and asks for the channel besides. */
function inChannel(verify: VerifyUser, clients: Clients): { readonly verify: VerifyUser; readonly channelOf: (user: User) => Channel | undefined } {
  const channels = new WeakMap<User, Channel>();
  return {
    verify: async (authorization, wanted) => {
      const user = await verify(authorization, wanted);
      const channel = channelOf(user, clients);
      allowIn(channel, user, wanted, gateway.door?.channels ?? []);
      channels.set(user, channel);
      return user;
    },
    channelOf: (user) => channels.get(user),
  };
}

export function createGateway(props: GatewayProps): FastifyInstance {
  const { verify, channelOf: channelOfUser } = inChannel(props.verify, props.clients);
  const app = createServer({ api: gatewayApi, handlers: handlersOf(props), verify, ...(props.log && { logger: props.log }) });
  serveBrowsers(app, props.origins);
  limitRates(app, props.rates);
  countJourneys(app, props.registry, channelOfUser);
  return app;
}
