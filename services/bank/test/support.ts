/** The bank's program and the sandbox's bank, under a clock that stands still until it is turned. */
import { randomUUID } from 'node:crypto';
import type { Fixture } from '../../kit/provider/conformance.ts';
import type { Authorisation, Authorise, Modify } from '../../kit/provider/contract.ts';
import type { Seen } from '../../sandbox/frame/door.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playXs2a } from '../../sandbox/xs2a/play.ts';
import { bank } from '../service.ts';
import { readAccount } from '../src/account.ts';
import { bankConnectors } from '../src/connectors.ts';

export const payer = 'DE02120300000000202051';
export const poor = 'DE02500105170137075030';
export const trusted = 'DE02100500000054540402';

const play = playXs2a();

export const account = readAccount(play.secrets['xs2a'] ?? {});

export interface Outside {
  readonly sandbox: Sandbox;
  readonly seen: readonly Seen[];
  readonly act: (name: string, detail?: Readonly<Record<string, string>>) => unknown;
  /** Long enough for a transfer to be executed. */
  readonly executes: () => Promise<void>;
}

export async function openOutside(): Promise<Outside> {
  const seen: Seen[] = [];
  const sandbox = await openSandbox({ plays: [play], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false }, seen: (one) => void seen.push(one) });
  return { sandbox, seen, act: (name, detail = {}) => sandbox.part('xs2a').acts[name]?.(detail), executes: () => sandbox.clock.advance(10_000) };
}

export const connectorsTo = ({ clock }: Pick<Sandbox, 'clock'>, address: string) => bankConnectors({ address, account: () => account, requestId: randomUUID, now: clock.now });

export const authorising = (over: Partial<Authorise> = {}): Authorise => ({
  route: 'xs2a', payment: 'p-1', attempt: randomUUID(), amount: { amount: 1099, currency: 'EUR' }, capture: 'automatic', channel: 'web', country: 'DE', instrument: { method: 'bank-transfer', iban: payer },
  authentication: { decision: 'issuer-decides' }, returnAddress: 'https://shop.example/return', begunAt: '2026-11-25T08:00:00Z', ...over,
});

export const voiding = ({ route, payment, attempt, amount, begunAt }: Authorise): Modify => ({ route, payment, attempt, operation: randomUUID(), amount, authorised: amount, begunAt });

/** Approves, and waits until the bank has executed it. */
export const approves = ({ act, executes }: Outside) => async ({ reference = '' }: Authorisation): Promise<Readonly<Record<string, string>>> => {
  act('approve', { payment: reference });
  await executes();
  return {};
};

/** `fetch` does not even try the discard port: by another one, where nobody listens either, the connection is refused. */
const [discard, nobody] = ['http://127.0.0.1:9', 'http://127.0.0.1:4'];

export const fixtureOf = (outside: Outside, route: 'xs2a' | 'xs2a-instant' = 'xs2a'): Fixture => ({
  service: bank,
  route,
  outside: 'xs2a',
  connect: (address) => connectorsTo(outside.sandbox, address === discard ? nobody : address),
  world: outside.sandbox,
  ask: { instrument: { method: 'bank-transfer', iban: payer } },
  pays: approves(outside),
  declined: {
    pays: async ({ reference = '' }) => {
      outside.act('reject', { payment: reference });
      return {};
    },
  },
  doing: { authorise: 'POST /v1/payments/', capture: '-', void: 'DELETE /v1/payments/', refund: '-' },
  becomesStrange: ({ reference = '' }) => outside.act('set-status', { payment: reference, status: 'ACXX' }),
});
