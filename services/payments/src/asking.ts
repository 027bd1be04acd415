/** Asks providers, and makes of an answer that was lost a question what became of it. Nothing here changes a row. */
import { CallError } from '../../kit/client.ts';
import { toJson, money } from '../../kit/money.ts';
import type { Authorisation, Modification, Modify } from '../../kit/provider/contract.ts';
import type { Attempt } from './adapters/attempts.ts';
import type { Operation } from './adapters/operations.ts';
import type { Payment } from './adapters/payments.ts';
import type { Patience } from './adapters/providers.ts';
import { providerKey } from './domain/keys.ts';
import type { OperationKind } from './domain/transitions.ts';
import type { Switch } from './switch.ts';

export const keyOfAttempt = ({ payment, id, completions }: Pick<Attempt, 'payment' | 'id' | 'completions'>): string => providerKey({ payment, attempt: id, operation: completions === 0 ? 'authorise' : `continue-${completions}` });

const keyOfOperation = (attempt: Attempt, { id }: Pick<Operation, 'id'>): string => providerKey({ payment: attempt.payment, attempt: attempt.id, operation: id });

/** What the provider's program could not be asked is as unknown as before. */
const unanswered = (error: unknown): { readonly state: 'unknown'; readonly detail: string } => {
  if (!(error instanceof CallError)) throw error;
  return { state: 'unknown', detail: error.message.slice(0, 512) };
};

export async function lookUpAttempt({ providers }: Switch, attempt: Attempt, patience?: Patience): Promise<Authorisation> {
  const found = await providers
    .lookUp(attempt.provider, { what: 'authorise', key: keyOfAttempt(attempt), request: attempt.request, ...(attempt.reference !== null && { reference: attempt.reference }) }, patience)
    .catch(unanswered);
  if (!('what' in found)) return found;
  return found.what === 'authorise' ? found.authorisation : { state: 'unknown', detail: 'the provider’s program has answered another question' };
}

/** How often a provider is asked for the same: 503s and lost answers are looked up, never repeated in the dark. */
async function lookedUp(sw: Switch, attempt: Attempt, said: Authorisation, patience: Patience): Promise<Authorisation> {
  if (said.state !== 'unknown' || patience.signal?.aborted) return said;
  const found = await lookUpAttempt(sw, attempt, patience);
  // It may still arrive: the janitor asks again.
  return found.state === 'not-found' ? said : found;
}

/** Notes whether the route has answered; a decline is an answer. */
function note({ health }: Switch, route: string, state: Authorisation['state'] | Modification['state']): void {
  health.note(route, state !== 'unknown' && state !== 'not-processed');
}

export async function authorise(sw: Switch, attempt: Attempt, patience: Patience): Promise<Authorisation> {
  const said = await sw.providers.authorise(attempt.provider, attempt.request, keyOfAttempt(attempt), patience);
  note(sw, attempt.route, said.state);
  return lookedUp(sw, attempt, said, patience);
}

/** A capture, void or refund, with all that a provider may need to know of it. */
export interface Task {
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly operation: Operation;
  /** Of a refund: the reference of what it gives back. */
  readonly of: string | null;
}

const spent = (instrument: Attempt['request']['instrument']): boolean => instrument.method === 'apple-pay' || instrument.method === 'google-pay';

function bodyOf({ payment, attempt, operation }: Task): Modify {
  const sum = (minor: bigint) => toJson(money(minor, payment.currency));
  const { instrument } = attempt.request;
  return {
    route: attempt.route,
    payment: payment.id,
    attempt: attempt.id,
    operation: operation.id,
    amount: sum(operation.amount),
    authorised: sum(attempt.authorised > 0n ? attempt.authorised : operation.amount),
    ...(operation.kind === 'capture' && { final: operation.final }),
    ...(operation.kind === 'refund' && attempt.reference !== null && { authorisation: attempt.reference }),
    ...(!spent(instrument) && { instrument }),
    begunAt: operation.begunAt.toISOString(),
  };
}

const referenceFor = ({ attempt, of }: Task): string => of ?? attempt.reference ?? attempt.id;

export async function lookUpOperation({ providers }: Switch, task: Task, patience?: Patience): Promise<Modification> {
  const { attempt, operation } = task;
  const question = { what: operation.kind, key: keyOfOperation(attempt, operation), request: bodyOf(task), of: referenceFor(task), ...(operation.reference !== null && { reference: operation.reference }) };
  const found = await providers.lookUp(attempt.provider, question, patience).catch(unanswered);
  if (!('what' in found)) return found;
  return found.what === 'authorise' ? { state: 'unknown', detail: 'the provider’s program has answered another question' } : found.modification;
}

export async function perform(sw: Switch, task: Task, patience: Patience): Promise<Modification> {
  const { attempt, operation } = task;
  const said = await sw.providers.modify(attempt.provider, operation.kind, referenceFor(task), bodyOf(task), keyOfOperation(attempt, operation), patience);
  note(sw, attempt.route, said.state);
  if (said.state !== 'unknown' || patience.signal?.aborted) return said;
  const found = await lookUpOperation(sw, task, patience);
  return found.state === 'not-found' ? said : found;
}

/** Takes a payment back that its payer has left unfinished; no row is kept of it, since nothing was reserved. */
export async function withdraw(sw: Switch, payment: Payment, attempt: Attempt, patience?: Patience): Promise<Modification['state']> {
  const route = sw.providers.ways.find(({ route: { name } }) => name === attempt.route)?.route;
  if (attempt.reference === null || !route?.voids) return 'refused';
  // Our reference at the provider: one name for the attempt and for its end.
  const body: Modify = { route: attempt.route, payment: payment.id, attempt: attempt.id, operation: attempt.id, amount: attempt.request.amount, authorised: attempt.request.amount, begunAt: attempt.begunAt.toISOString() };
  const said = await sw.providers.modify(attempt.provider, 'void' satisfies OperationKind, attempt.reference, body, providerKey({ payment: payment.id, attempt: attempt.id, operation: 'withdraw' }), patience);
  return said.state;
}
