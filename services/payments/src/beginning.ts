/** Begins an attempt: decides about authentication, chooses the way, and writes both down before anybody is asked. */
import { unprocessable } from '../../kit/problem.ts';
import { money, toJson } from '../../kit/money.ts';
import type { Authorise, Instrument } from '../../kit/provider/contract.ts';
import type { Channel } from '../../provider.ts';
import { begun, insertAttempt, type Attempt, type Waiting } from './adapters/attempts.ts';
import { countExempted, instrumentOf, sinceAuthentication, type Since } from './adapters/exempted.ts';
import { savePayment, type Payment, type Trx } from './adapters/payments.ts';
import { decide, type Decision } from './domain/authentication.ts';
import { waysFor, type Way } from './domain/routing.ts';
import { paymentAfter } from './domain/transitions.ts';
import type { Switch } from './switch.ts';

/** What the payer's side wants, the same for every way that is tried. */
export interface Wish {
  readonly instrument: Instrument;
  readonly channel: Channel;
  readonly store?: string;
  readonly country?: string;
  readonly order?: 'mail-or-telephone';
  readonly returnAddress?: string;
  readonly payer?: NonNullable<Authorise['payer']>;
}

export interface Beginning {
  readonly wish: Wish;
  readonly waiting: Waiting | null;
  /** Routes that were tried for this wish already. */
  readonly tried: readonly string[];
  /** The issuer has asked for authentication: the same route asks the payer. */
  readonly softDeclined?: string;
  /** What the instrument has paid without authentication, where that was read under its lock already. @default - it is read */
  readonly since?: Since;
}

async function decided(trx: Trx, sw: Switch, payment: Payment, { wish, softDeclined, since: read }: Beginning): Promise<Decision> {
  const { instrument, channel, country, order } = wish;
  const remote = instrument.method === 'card' && channel !== 'store';
  const since = remote ? (read ?? (await sinceAuthentication(trx, instrumentOf(instrument)))) : { payments: 0, amount: 0n };
  const facts = { method: instrument.method, channel, amount: payment.amount, currency: payment.currency, softDeclined: softDeclined !== undefined, since, ...(country !== undefined && { country }), ...(order !== undefined && { order }) };
  const decision = decide(facts, sw.policy);
  if (remote && decision.authentication.decision === 'exempt') await countExempted(trx, instrumentOf(instrument), payment.amount, sw.now());
  return decision;
}

function wayFor(sw: Switch, payment: Payment, { wish, tried, softDeclined }: Beginning, challenge: boolean): Way | undefined {
  const wanted = { method: wish.instrument.method, channel: wish.channel, amount: payment.amount, currency: payment.currency, capture: payment.capture, challenge, ...(wish.country !== undefined && { country: wish.country }) };
  const ways = waysFor(sw.providers.ways, wanted, sw.health.of);
  return ways.find(({ route }) => (softDeclined === undefined ? !tried.includes(route.name) : route.name === softDeclined));
}

/** `undefined` where no way is left. */
export async function beginOn(trx: Trx, sw: Switch, payment: Payment, beginning: Beginning): Promise<{ readonly payment: Payment; readonly attempt: Attempt } | undefined> {
  const decision = await decided(trx, sw, payment, beginning);
  const way = wayFor(sw, payment, beginning, decision.authentication.decision === 'challenge');
  if (!way) return undefined;
  const [now, id, { wish }] = [sw.now(), sw.newId(), beginning];
  const request: Authorise = {
    route: way.route.name,
    payment: payment.id,
    attempt: id,
    amount: toJson(money(payment.amount, payment.currency)),
    capture: payment.capture,
    channel: wish.channel,
    instrument: wish.instrument,
    authentication: decision.authentication,
    begunAt: now.toISOString(),
    ...(wish.store !== undefined && { store: wish.store }),
    ...(wish.country !== undefined && { country: wish.country }),
    ...(wish.returnAddress !== undefined && { returnAddress: wish.returnAddress }),
    ...(wish.payer !== undefined && { payer: wish.payer }),
  };
  const attempt = begun({ id, payment: payment.id, provider: way.provider, route: way.route.name, request, reasons: decision.reasons, waiting: beginning.waiting, begunAt: now, nextLookAt: new Date(now.getTime() + sw.times.crashed) });
  await insertAttempt(trx, attempt);
  const next: Payment = { ...payment, state: paymentAfter(payment.state, 'begin') ?? payment.state, current: id };
  await savePayment(trx, next);
  return { payment: next, attempt };
}

export const noWay = ({ instrument, channel }: Wish, { currency, capture }: Payment): Error =>
  unprocessable(`no provider takes ${instrument.method} in ${currency} with ${capture} capture in the channel ${channel}: use another method`);
