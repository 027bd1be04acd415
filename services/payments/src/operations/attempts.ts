/** Attempts: a payer pays, at one provider at a time. */
import { inTwoSteps, scopeOf } from '../../../kit/idempotency.ts';
import { conflict, forbidden } from '../../../kit/problem.ts';
import type { Handlers } from '../../../kit/server.ts';
import type { Coming } from '../../../kit/trips.ts';
import type { User } from '../../../kit/user.ts';
import { findAttempt, type Waiting } from '../adapters/attempts.ts';
import { instrumentOf, sinceAuthenticationAhead, type Since } from '../adapters/exempted.ts';
import { lockAhead, type Payment, type Trx } from '../adapters/payments.ts';
import type { paymentsApi } from '../api.ts';
import { beginOn, noWay, type Wish } from '../beginning.ts';
import { storeOf } from '../domain/access.ts';
import { count, end } from '../ending.ts';
import { giveUp } from '../giving-up.ts';
import type { Held } from '../hearing/attempt.ts';
import { pursue, type Begun } from '../pursuing.ts';
import type { Switch } from '../switch.ts';
import { ownOrigin, paid, patiently, PayerAsked } from './shared.ts';

type Some = Pick<Handlers<typeof paymentsApi>, 'attempt'>;
type Wanted = Parameters<Some['attempt']>[0]['body'];

function wishOf(sw: Switch, user: User, payment: Payment, { instrument, order, returnAddress, payer }: Wanted): Wish {
  const store = storeOf(user);
  if (store === undefined && instrument.method === 'terminal') throw forbidden('only a till pays on a terminal');
  if (store === undefined && order !== undefined) throw forbidden('only a till takes orders by mail or telephone');
  if (returnAddress !== undefined) ownOrigin(sw, returnAddress, 'returnAddress');
  const { country, ...device } = payer ?? {};
  return {
    instrument,
    channel: store === undefined ? payment.channel : 'store',
    ...(store !== undefined && { store }),
    ...(country !== undefined && { country }),
    ...(order !== undefined && { order }),
    ...(returnAddress !== undefined && { returnAddress }),
    ...(Object.keys(device).length > 0 && { payer: device }),
  };
}

interface Read {
  readonly payment: Payment | undefined;
  readonly since: Since | undefined;
}

/** What an attempt needs to know under its locks, in one trip: payment first, as everywhere. */
async function readAhead(trx: Trx, user: User, id: string, { instrument }: Wanted): Promise<Coming<Read>> {
  const payment = await lockAhead(trx, id);
  const remote = instrument.method === 'card' && storeOf(user) === undefined;
  const since = remote ? await sinceAuthenticationAhead(trx, instrumentOf(instrument)) : undefined;
  return async () => ({ payment: await payment(), since: await since?.() });
}

async function begin(trx: Trx, sw: Switch, { payment: locked, since }: Read, { user, body, waiting }: { readonly user: User; readonly body: Wanted; readonly waiting: Waiting }): Promise<Begun> {
  const payment = paid(user, locked);
  if (payment.state === 'requires-action') {
    const asked = await findAttempt(trx, payment.current ?? '');
    if (asked) throw new PayerAsked(asked);
  }
  if (payment.state === 'processing') throw conflict('an attempt of this payment is under way: read the payment to see what becomes of it');
  if (payment.state !== 'open' || payment.expiresAt <= sw.now()) throw conflict(`the payment is ${payment.state === 'open' ? 'expired' : payment.state}: create a new one`);
  const wish = wishOf(sw, user, payment, body);
  const begun = await beginOn(trx, sw, payment, { wish, waiting, tried: [], ...(since && { since }) });
  if (!begun) throw noWay(wish, payment);
  return { ...begun, wish };
}

export const attemptOperations = (sw: Switch): Some => ({
  attempt: ({ user, params, body, headers }) =>
    sw.metrics.measured('attempt', () => patiently(sw, async (patience) => {
      let ended: Held | undefined;
      const run = () =>
        inTwoSteps(sw.db, { scope: scopeOf('attempt', user), key: headers['idempotency-key'], request: { params, body } }, {
          reads: (trx) => readAhead(trx, user, params.payment, body),
          begin: (trx, { scope, key }, read) => begin(trx, sw, read, { user, body, waiting: { scope, key } }),
          outside: (begun) => pursue(sw, begun, patience),
          finish: async (trx, _, { begun, said }) => {
            const { answer, held } = await end(trx, sw, begun, said);
            ended = held;
            return answer;
          },
        });
      const answer = await run().catch(async (error: unknown) => {
        if (!(error instanceof PayerAsked)) throw error;
        await giveUp(sw, error.attempt, patience);
        return run();
      });
      if (ended) count(sw, ended);
      return answer;
    })),
});
