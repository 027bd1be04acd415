/** The gateway over fakes of the services behind it, which are made from their APIs: they verify, validate and answer what fits, and note what they were asked. */
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { Role } from '../../../constructs/declaration/index.ts';
import type { Api } from '../../kit/api.ts';
import { isText } from '../../kit/api.ts';
import { createServer, type AnyAsked, type Answer, type Handlers } from '../../kit/server.ts';
import { testIdentity, type TestIdentity, type TestToken } from '../../kit/testing/identity.ts';
import { sampleOf } from '../../kit/testing/sample.ts';
import { behind } from '../src/api.ts';
import { createGateway, type GatewayProps } from '../src/app.ts';
import { limitsOf, readClients } from '../src/settings.ts';

export interface Noted {
  readonly service: string;
  readonly operation: string;
  readonly asked: AnyAsked;
}

/** What a fake answers in the place of a sample; throws where it refuses. */
export type Instead = (noted: Noted) => Promise<Answer<unknown>> | undefined;

/** A service that is made from its API alone. */
export function fakeOf(api: Api, identity: TestIdentity, note: (noted: Noted) => void, instead: () => Instead = () => () => undefined): FastifyInstance {
  const handlers = Object.fromEntries(
    Object.entries(api.shapes).map(([operation, shape]) => [
      operation,
      async (asked: AnyAsked): Promise<Answer<unknown>> => {
        const noted = { service: api.service.name, operation, asked };
        note(noted);
        const answer = instead()(noted);
        if (answer) return answer;
        return { body: shape.response && (isText(shape) ? '[accepted]' : sampleOf(shape.response, { whole: true })), headers: shape.etag ? { etag: '"1"' } : {} };
      },
    ]),
  );
  return createServer<Api>({ api, handlers: handlers as Handlers<Api>, verify: identity.verify });
}

export interface TestGateway {
  readonly app: FastifyInstance;
  readonly props: GatewayProps;
  readonly identity: TestIdentity;
  readonly registry: Registry;
  readonly noted: Noted[];
  /** Where the fakes are. */
  readonly urls: GatewayProps['urls'];
  readonly answer: (instead: Instead) => void;
  readonly token: (of: TestToken) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The client that each role uses. */
const clientOf: Readonly<Record<Role, string>> = { customer: 'guichet-web', guest: 'guichet-web', till: 'guichet-store', operator: 'guichet-office', marketer: 'guichet-office', finance: 'guichet-office', auditor: 'guichet-office' };

/** A token as the identity provider gives it to the client that the first of the roles uses. */
export const claimsOf = ({ roles, claims = {}, ...of }: TestToken): TestToken => ({ ...of, roles, claims: { client_id: clientOf[roles[0] ?? 'guest'], ...claims } });

export interface TestGatewayProps extends Partial<Omit<GatewayProps, 'registry'>> {
  readonly at?: () => Date;
}

export async function startTestGateway({ at = () => new Date(), ...more }: TestGatewayProps = {}): Promise<TestGateway> {
  const [identity, registry, noted] = [await testIdentity(at), new Registry(), [] as Noted[]];
  let instead: Instead = () => undefined;
  const fakes = Object.entries(behind).map(([name, api]) => ({ name, fake: fakeOf(api, identity, (one) => void noted.push(one), () => instead) }));
  const addresses = Object.fromEntries(await Promise.all(fakes.map(async ({ name, fake }) => [name, await fake.listen({ host: '127.0.0.1', port: 0 })])));
  const urls = { baskets: '', payments: '', customers: '', insights: '', ledger: '', ...addresses };
  const props: GatewayProps = {
    urls,
    identity: {},
    verify: identity.verify,
    clients: readClients('guichet-web=web,guichet-office=web,guichet-mobile=mobile,guichet-store=store'),
    secondFactor: { refunds: limitsOf('REFUNDS', '200,JPY=30000'), payments: limitsOf('PAYMENTS', '1000,JPY=150000'), maxAge: 300, now: at },
    rates: { perSubject: { perSecond: 1e6, burst: 1e6 }, perClient: { perSecond: 1e6, burst: 1e6 }, clock: () => at().getTime() },
    origins: ['https://shop.example'],
    servers: ['https://api.shop.example'],
    issuer: identity.issuer,
    registry,
    ...more,
  };
  const app = createGateway(props);
  return {
    app,
    props,
    identity,
    registry,
    noted,
    urls,
    answer: (next) => { instead = next; },
    token: async (of) => identity.token(claimsOf(of)),
    stop: async () => {
      await app.close();
      for (const { fake } of fakes) await fake.close();
    },
  };
}
