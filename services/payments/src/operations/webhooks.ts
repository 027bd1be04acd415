/** Webhooks of providers: judged by the connector on the bytes as they came, told once, and applied under the lock of the payment, whoever else hears of it. */
import { createHash } from 'node:crypto';
import { notFound } from '../../../kit/problem.ts';
import type { Authorisation, Notice } from '../../../kit/provider/contract.ts';
import type { Handlers } from '../../../kit/server.ts';
import { attemptByReference, findAttempt, lookSoon, type Attempt } from '../adapters/attempts.ts';
import { findOperation, lookAtOperationSoon, operationsOfAttempt, type Operation } from '../adapters/operations.ts';
import { lockPayment, type Payment, type Trx } from '../adapters/payments.ts';
import { firstTold } from '../adapters/traces.ts';
import type { paymentsApi } from '../api.ts';
import { liveOperations } from '../domain/transitions.ts';
import { hearAttempt } from '../hearing/attempt.ts';
import { hearOperation } from '../hearing/operation.ts';
import type { Switch } from '../switch.ts';
import { notify } from '../telling.ts';
import type { Headers } from './shared.ts';

/** What is our own mesh's and our own users' is not the provider's to see. */
const ours = new Set(['authorization', 'cookie', 'x-forwarded-client-cert', 'host', 'content-length', 'connection']);

const theirs = (headers: Headers): Headers => Object.fromEntries(Object.entries(headers).filter(([name]) => !ours.has(name)));

/** The attempt that a notice is about: by our reference where the provider repeats it, or by its own. */
async function attemptFor(trx: Trx, route: string, { attempt, operation, reference }: Notice): Promise<Attempt | undefined> {
  const byOurs = attempt === undefined ? undefined : await findAttempt(trx, attempt);
  const known = byOurs ?? (reference === undefined ? undefined : await attemptByReference(trx, { route, reference }));
  const byOperation = known ?? (operation === undefined ? undefined : await attemptOf(trx, operation));
  return byOperation?.route === route ? byOperation : undefined;
}

async function attemptOf(trx: Trx, operation: string): Promise<Attempt | undefined> {
  const found = await findOperation(trx, operation);
  return found && findAttempt(trx, found.attempt);
}

/** The operation that a notice is about; without any name of it, the only one that still waits. */
function operationFor(operations: readonly Operation[], { what, operation, operationReference, modification }: Notice): Operation | undefined {
  const alike = operations.filter(({ kind }) => kind === what);
  const named = alike.find(({ id, reference }) => id === operation || (operationReference !== undefined && reference === operationReference));
  if (named || operation !== undefined) return named;
  const waiting = alike.filter(({ state, amount, reference }) => liveOperations.includes(state) && reference === null && (!modification?.amount || BigInt(modification.amount.amount) === amount));
  return waiting.length === 1 ? waiting[0] : undefined;
}

interface Told {
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly notice: Notice;
}

async function hearOfOperation(trx: Trx, sw: Switch, { payment, attempt, notice }: Told): Promise<void> {
  const operation = operationFor(await operationsOfAttempt(trx, attempt.id), notice);
  const { certain, modification, operationReference, what } = notice;
  if (operation && certain && modification) {
    await hearOperation(trx, sw, { payment, attempt, operation }, { ...(operationReference !== undefined && { reference: operationReference }), ...modification }, 'notice');
    return;
  }
  if (operation) return liveOperations.includes(operation.state) ? lookAtOperationSoon(trx, operation.id, sw.now()) : undefined;
  // Taken back without our asking, or by our own withdrawal of what its payer had left.
  if (what === 'void' && certain && modification?.state === 'done') {
    await hearAttempt(trx, sw, { payment, attempt }, { state: 'voided' }, { source: 'notice', named: undefined });
    return;
  }
  // An automatic capture, of which nobody has asked.
  if (what === 'capture' && payment.capture === 'automatic' && attempt.captured === 0n) return lookSoon(trx, attempt.id, sw.now());
  sw.log.warn({ payment: payment.id, attempt: attempt.id, route: attempt.route }, `a provider tells of a ${what} that was not asked for here`);
}

/** What the provider says of an authorisation; and whether it is taken, by our own request, where the provider leaves that open. */
const saidIn = ({ authorisation, takenAsAsked = false }: Notice, { request }: Attempt): Authorisation | undefined =>
  authorisation?.state === 'authorised' && takenAsAsked && request.capture === 'automatic' ? { ...authorisation, state: 'captured' } : authorisation;

async function hearNotice(trx: Trx, sw: Switch, told: Told): Promise<void> {
  const { payment, attempt, notice } = told;
  if (notice.what === 'other') return;
  if (notice.what === 'dispute') return notify(trx, sw, payment.id, { type: 'payment.disputed', payload: { payment: payment.id, attempt: attempt.id, ...(notice.occurredAt !== undefined && { occurredAt: notice.occurredAt }) } });
  if (notice.what !== 'authorise') return hearOfOperation(trx, sw, told);
  const said = saidIn(notice, attempt);
  if (!notice.certain || !said) return lookSoon(trx, attempt.id, sw.now());
  const reference = said.reference ?? notice.reference;
  const named = reference === undefined || reference === attempt.reference ? undefined : (await attemptByReference(trx, { route: attempt.route, reference }))?.id;
  await hearAttempt(trx, sw, { payment, attempt }, { ...said, ...(reference !== undefined && { reference }) }, { source: 'notice', named });
}

/** One notice in one transaction: told, and acted on, or neither. */
const take = (sw: Switch, route: string, notice: Notice): Promise<void> =>
  sw.db.transaction().execute(async (trx) => {
    const found = await attemptFor(trx, route, notice);
    // Not kept: what it tells may be about an answer that is on its way, and is looked up then.
    if (!found) return sw.log.warn({ route, what: notice.what }, 'a provider tells of something that was not asked for here');
    const payment = await lockPayment(trx, found.payment);
    if (!payment || !(await firstTold(trx, route, notice.id, sw.now()))) return;
    const attempt = await findAttempt(trx, found.id);
    if (attempt) await hearNotice(trx, sw, { payment, attempt, notice });
  });

export const webhookOperations = (sw: Switch): Pick<Handlers<typeof paymentsApi>, 'receiveWebhook'> => ({
  receiveWebhook: async ({ params, headers, raw }) => {
    const way = sw.providers.ways.find(({ route }) => route.name === params.provider);
    if (!way) throw notFound('no provider has this name');
    const key = createHash('sha256').update(raw).digest('hex');
    const { notices, answer = '' } = await sw.providers.readWebhook(way.provider, { route: way.route.name, headers: theirs(headers), body: raw.toString('base64') }, key);
    for (const notice of notices) await take(sw, way.route.name, notice);
    return { body: answer };
  },
});
