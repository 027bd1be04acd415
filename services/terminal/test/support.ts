/** The terminals' program and the sandbox's terminals, under a clock that stands still until it is turned. */
import { randomUUID } from 'node:crypto';
import type { Fixture } from '../../kit/provider/conformance.ts';
import type { Authorise, Modify } from '../../kit/provider/contract.ts';
import type { Seen } from '../../sandbox/frame/door.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playTerminal } from '../../sandbox/terminal/play.ts';
import { terminal } from '../service.ts';
import { readAccount } from '../src/account.ts';
import { cloudOf, httpTo } from '../src/adapters/cloud.ts';
import { terminalConnector } from '../src/connector.ts';

const play = playTerminal();

export const account = readAccount(play.secrets['terminal'] ?? {});

export const poi = 'S1F2-000158202113456';
export const till = 'till-7';
export const instrument = { method: 'terminal', terminal: poi, till } as const;

export interface Outside {
  readonly sandbox: Sandbox;
  readonly seen: readonly Seen[];
  readonly act: (name: string, detail?: Readonly<Record<string, string>>) => unknown;
  readonly address: string;
}

/** The category of a message, which is in clear. */
export const categoryOf = ({ request }: Seen): string => /"MessageCategory":"(\w+)"/.exec(request.text)?.[1] ?? '';

type Act = Outside['act'];

/** Whenever somebody asks what became of a payment, the customer pays right after. */
export const obliging = (one: Seen, act: Act): void => {
  if (categoryOf(one) === 'TransactionStatus' && act('shows') === 'present your card') act('pay');
};

/** `then`: what happens at the terminal after each message to it. */
export async function openOutside(then: (one: Seen, act: Act) => void = () => {}): Promise<Outside> {
  const seen: Seen[] = [];
  const act: Act = (name, detail = {}) => sandbox.part('adyen-terminal').acts[name]?.({ terminal: poi, ...detail });
  const sandbox = await openSandbox({ plays: [play], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false }, seen: (one) => (seen.push(one), then(one, act)) });
  return { sandbox, seen, act, address: sandbox.addresses['adyen-terminal'] ?? '' };
}

export const connectorTo = ({ clock }: Pick<Sandbox, 'clock'>, address: string, key = account) =>
  terminalConnector({ cloud: cloudOf(() => key, httpTo(address)), unique: randomUUID, now: clock.now });

export const authorising = (over: Partial<Authorise> = {}): Authorise => ({
  route: 'adyen-terminal', payment: 'p-1', attempt: randomUUID(), amount: { amount: 1099, currency: 'EUR' }, capture: 'automatic', channel: 'store', instrument, authentication: { decision: 'issuer-decides' },
  begunAt: '2026-11-25T08:00:00Z', ...over,
});

export const modifying = ({ route, payment, attempt, amount, begunAt }: Authorise, over: Partial<Modify> = {}): Modify => ({ route, payment, attempt, operation: randomUUID(), amount, authorised: amount, instrument, begunAt, ...over });

/** `fetch` does not even try the discard port: by another one, where nobody listens either, the connection is refused. */
const [discard, nobody] = ['http://127.0.0.1:9', 'http://127.0.0.1:4'];

/** Without the kit's scenarios of webhooks, which expect the seal in the headers: here it is in the body (webhook.test.ts). */
export const fixtureOf = ({ sandbox }: Outside): Fixture => ({
  service: terminal,
  route: 'adyen-terminal',
  outside: 'adyen-terminal',
  connect: (address) => ({ 'adyen-terminal': connectorTo(sandbox, address === discard ? nobody : address) }),
  world: sandbox,
  ask: { instrument, channel: 'store' },
  declined: { ask: { amount: { amount: 1123, currency: 'EUR' } } },
  doing: { authorise: '/async', capture: '-', void: '/sync', refund: '/sync' },
  becomesStrange: () => sandbox.part('adyen-terminal').acts['becomes-strange']?.({ terminal: poi }),
});
