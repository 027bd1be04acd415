/** What is answered. */
import { money, toJson } from '../../kit/money.ts';
import { attemptsAndOperations, type Attempt } from './adapters/attempts.ts';
import type { Operation } from './adapters/operations.ts';
import type { Payment, Trx } from './adapters/payments.ts';
import type { ModifiedView, PaymentView } from './api.ts';

export const sumOf = (currency: string) => (minor: bigint) => toJson(money(minor, currency));

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** Never for shoppers: whom a bank suspects must not learn it here. */
const discreet = { 'fraud-suspected': 'declined', 'blocked-instrument': 'declined' } as const;

const declineOf = ({ decline }: Attempt, internal: boolean): Pick<PaymentView['attempts'][number], 'decline'> => {
  if (!decline) return {};
  const { code, again } = decline;
  return { decline: { code: internal || (code !== 'fraud-suspected' && code !== 'blocked-instrument') ? code : discreet[code], again } };
};

const attemptView = (attempt: Attempt, internal: boolean): PaymentView['attempts'][number] => ({
  attempt: attempt.id,
  state: attempt.state,
  method: attempt.request.instrument.method,
  ...(attempt.action && { action: attempt.action }),
  ...declineOf(attempt, internal),
  ...(attempt.liability && { liability: attempt.liability }),
  begunAt: attempt.begunAt.toISOString(),
  ...(internal && { route: attempt.route, authentication: { decision: attempt.request.authentication.decision, reasons: [...attempt.reasons] } }),
  ...(internal && attempt.reference !== null && { reference: attempt.reference }),
  ...(internal && attempt.mismatch !== null && { mismatch: attempt.mismatch }),
});

export const operationView = (operation: Operation, currency: string): ModifiedView['operation'] => ({
  operation: operation.id,
  kind: operation.kind,
  state: operation.state,
  amount: sumOf(currency)(operation.amount),
  ...(operation.capture !== null && { capture: operation.capture }),
  ...(operation.kind === 'capture' && { refunded: sumOf(currency)(operation.refunded) }),
  ...(operation.action && { action: operation.action }),
  begunAt: operation.begunAt.toISOString(),
});

const untilWhen = ({ state, expiresAt }: Payment, current: Attempt | undefined): Date | null => (state === 'open' ? expiresAt : state === 'authorised' || state === 'partly-captured' ? (current?.expiresAt ?? null) : null);

export interface Viewing {
  /** With what only those who operate are to see. */
  readonly internal?: boolean;
}

/** One that nobody has attempted yet. */
export const newPaymentView = (payment: Payment): PaymentView => viewOf(payment, [], []);

export async function paymentView(trx: Trx, payment: Payment, viewing: Viewing = {}): Promise<PaymentView> {
  const [attempts, operations] = await attemptsAndOperations(trx, payment.id);
  return viewOf(payment, attempts, operations, viewing);
}

export function viewOf(payment: Payment, attempts: readonly Attempt[], operations: readonly Operation[], { internal = false }: Viewing = {}): PaymentView {
  const sum = sumOf(payment.currency);
  const until = untilWhen(payment, attempts.find(({ id }) => id === payment.current));
  return {
    payment: payment.id,
    ...(payment.basket !== null && { basket: payment.basket }),
    state: payment.state,
    channel: payment.channel,
    capture: payment.capture,
    amount: sum(payment.amount),
    authorised: sum(total(attempts.map(({ authorised }) => authorised))),
    captured: sum(total(attempts.map(({ captured }) => captured))),
    released: sum(total(attempts.map(({ released }) => released))),
    refunded: sum(total(operations.filter(({ kind }) => kind === 'capture').map(({ refunded }) => refunded))),
    createdAt: payment.createdAt.toISOString(),
    ...(until && { expiresAt: until.toISOString() }),
    attempts: attempts.map((attempt) => attemptView(attempt, internal)),
    operations: operations.map((operation) => operationView(operation, payment.currency)),
  };
}
