/** The connector, and BTCPay Server as the sandbox plays it. */
import type { Fixture } from '../../kit/provider/conformance.ts';
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Seen } from '../../sandbox/frame/door.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playBtcpay } from '../../sandbox/btcpay/play.ts';
import { readAccount } from '../src/account.ts';
import { createBtcpay } from '../src/app.ts';
import { crypto } from '../service.ts';

export const account = readAccount(playBtcpay().secrets['btcpay'] ?? {});

export interface Outside {
  readonly sandbox: Sandbox;
  readonly fixture: Fixture;
  readonly act: (name: string, invoice: string, more?: Readonly<Record<string, string>>) => Promise<void>;
}

export async function startOutside(seen?: (one: Seen) => void): Promise<Outside> {
  const sandbox = await openSandbox({ plays: [playBtcpay()], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false }, ...(seen && { seen }) });
  const act: Outside['act'] = async (name, invoice, more = {}) => void (await sandbox.part('btcpay').acts[name]?.({ invoice, ...more }));
  const fixture: Fixture = {
    service: crypto,
    route: 'btcpay',
    outside: 'btcpay',
    connect: (address) => ({ btcpay: createBtcpay({ address, account: () => account }) }),
    world: sandbox,
    ask: { instrument: { method: 'crypto' } },
    pays: async ({ reference = '' }: Authorisation) => {
      await act('pay', reference);
      await act('confirm', reference);
      return undefined;
    },
    declined: {
      pays: async ({ reference = '' }: Authorisation) => {
        await act('pay', reference, { confirms: 'no' });
        await sandbox.clock.advance(2 * 86_400_000);
        return undefined;
      },
    },
    doing: { authorise: 'POST /api/v1/stores/', capture: '', void: '/status', refund: '/refund' },
    becomesStrange: ({ reference = '' }) => act('becomes', reference, { status: 'HeldByTheMoon' }),
    webhooks: 'untimed',
  };
  return { sandbox, fixture, act };
}
