/** The connector, and PayPal as the sandbox plays it. */
import type { Fixture } from '../../kit/provider/conformance.ts';
import type { Authorisation } from '../../kit/provider/contract.ts';
import type { Seen } from '../../sandbox/frame/door.ts';
import { openSandbox, type Sandbox } from '../../sandbox/frame/sandbox.ts';
import { playPaypal } from '../../sandbox/paypal/play.ts';
import { readAccount } from '../src/account.ts';
import { createPaypal } from '../src/app.ts';
import { paypal } from '../service.ts';

export const paypalAccount = readAccount(playPaypal().secrets['paypal'] ?? {});

/** Whoever approves is sent back with what their address says. */
export async function startOutside(seen?: (one: Seen) => void): Promise<{ readonly sandbox: Sandbox; readonly fixture: Fixture }> {
  const sandbox = await openSandbox({ plays: [playPaypal()], clock: { start: new Date('2026-11-25T08:00:00Z'), running: false }, ...(seen && { seen }) });
  const payer = (act: string, more: Readonly<Record<string, string>> = {}) => async ({ reference = '' }: Authorisation) => {
    for (const [name, detail] of act === 'refuse' ? ([['refuse', more], ['approve', {}]] as const) : ([[act, more]] as const)) {
      const address = await sandbox.part('paypal').acts[name]?.({ order: reference, ...detail });
      if (typeof address === 'string') return Object.fromEntries(new URL(address).searchParams);
    }
    return {};
  };
  const fixture: Fixture = {
    service: paypal,
    route: 'paypal',
    outside: 'paypal',
    connect: (address) => ({ paypal: createPaypal({ address, account: () => paypalAccount }) }),
    world: sandbox,
    ask: { instrument: { method: 'paypal' } },
    pays: payer('approve'),
    declined: { pays: payer('refuse', { issue: 'TRANSACTION_REFUSED' }) },
    doing: { authorise: '/authorize', capture: '/capture', void: '/void', refund: '/refund' },
    busy: { of: ['void', 'refund'], is: ({ of: reference }, running) => sandbox.part('paypal').acts[running ? 'hold' : 'release']?.({ reference }) },
    becomesStrange: ({ reference = '' }) => sandbox.part('paypal').acts['becomes']?.({ reference, status: 'HELD_BY_THE_MOON' }),
    webhooks: 'timed',
  };
  return { sandbox, fixture };
}
