/** Payments v2. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Incoming, Outgoing } from '../frame/part.ts';
import { sumOf, units, type Account, type Authorization, type Capture, type Refund } from './account.ts';
import { amountIssue, kept, mocked, once, type Office } from './orders.ts';
import { inProgress, notFound, refused, unprocessable } from './problems.ts';

const money = Type.Object({ currency_code: Type.String({ pattern: '^[A-Z]{3}$' }), value: Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?$' }) });
const captureRequest = Compile(Type.Object({ amount: Type.Optional(money), invoice_id: Type.Optional(Type.String()), final_capture: Type.Optional(Type.Boolean()) }));
const refundRequest = Compile(Type.Object({ amount: Type.Optional(money), invoice_id: Type.Optional(Type.String()), custom_id: Type.Optional(Type.String()) }));

const idOf = ({ params }: Incoming): string => params['id'] ?? '';

/** Why there is nothing left to capture; `undefined` where there is. */
const closed: Readonly<Record<string, string>> = { CAPTURED: 'AUTHORIZATION_ALREADY_CAPTURED', VOIDED: 'AUTHORIZATION_VOIDED', DENIED: 'AUTHORIZATION_DENIED' };

/** The same invoice a second time, also when the key that it was first asked by is forgotten. */
const isTwin = (all: Iterable<{ readonly invoiceId: string | undefined }>, invoice: string | undefined): boolean => invoice !== undefined && [...all].some(({ invoiceId }) => invoiceId === invoice);

export function paymentsOf({ world, account, forms, mail, id }: Office) {
  function captured(authorization: Authorization, asked: Incoming): Outgoing & { readonly latest?: () => unknown } {
    const body = asked.json ?? {};
    if (!captureRequest.Check(body)) return refused('INVALID_REQUEST', [{ issue: 'INVALID_PARAMETER_VALUE' }]);
    const { order } = authorization;
    const amount = body.amount ?? authorization.amount;
    const issue = closed[authorization.status] ?? mocked(asked) ?? amountIssue(amount) ?? (amount.currency_code === order.amount.currency_code ? undefined : 'AUTH_CAPTURE_CURRENCY_MISMATCH');
    if (issue !== undefined) return unprocessable(issue);
    if (isTwin(account(asked).captures.values(), body.invoice_id)) return unprocessable('DUPLICATE_INVOICE_ID');
    if (sumOf(order.captures) + units(amount) > units(authorization.amount)) return unprocessable('MAX_CAPTURE_AMOUNT_EXCEEDED');
    const final = body.final_capture ?? false;
    const capture: Capture = { id: id(), order, amount, invoiceId: body.invoice_id ?? order.invoiceId, final, created: world.clock.now(), refunds: [], status: 'COMPLETED' };
    order.captures.push(capture);
    account(asked).captures.set(capture.id, capture);
    authorization.status = final || sumOf(order.captures) === units(authorization.amount) ? 'CAPTURED' : 'PARTIALLY_CAPTURED';
    authorization.updated = world.clock.now();
    mail.tell('PAYMENT.CAPTURE.COMPLETED', 'capture', 'Payment completed', forms.capture(capture));
    return { status: 201, body: forms.capture(capture), latest: () => forms.capture(capture) };
  }

  function voided(authorization: Authorization, asked: Incoming): Outgoing & { readonly latest?: () => unknown } {
    if (authorization.status === 'VOIDED') return unprocessable('PREVIOUSLY_VOIDED');
    if (authorization.status === 'CAPTURED') return unprocessable('PREVIOUSLY_CAPTURED');
    authorization.status = 'VOIDED';
    authorization.updated = world.clock.now();
    mail.tell('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', 'A payment authorization was voided', forms.authorization(authorization));
    const latest = (): unknown => forms.authorization(authorization);
    return asked.headers['prefer'] === 'return=representation' ? { status: 200, body: latest(), latest } : { status: 204, latest };
  }

  function refunded(capture: Capture, asked: Incoming): Outgoing & { readonly latest?: () => unknown } {
    const body = asked.json ?? {};
    if (!refundRequest.Check(body)) return refused('INVALID_REQUEST', [{ issue: 'INVALID_PARAMETER_VALUE' }]);
    const amount = body.amount ?? capture.amount;
    const issue = capture.status === 'REFUNDED' ? 'CAPTURE_FULLY_REFUNDED' : (mocked(asked) ?? amountIssue(amount) ?? (amount.currency_code === capture.amount.currency_code ? undefined : 'REFUND_CAPTURE_CURRENCY_MISMATCH'));
    if (issue !== undefined) return unprocessable(issue);
    if (isTwin(account(asked).refunds.values(), body.invoice_id)) return unprocessable('DUPLICATE_INVOICE_ID');
    const sum = sumOf(capture.refunds) + units(amount);
    if (sum > units(capture.amount)) return unprocessable('REFUND_AMOUNT_EXCEEDED');
    const refund: Refund = { id: id(), capture, amount, invoiceId: body.invoice_id, customId: body.custom_id, created: world.clock.now(), status: 'COMPLETED' };
    capture.refunds.push(refund);
    account(asked).refunds.set(refund.id, refund);
    capture.status = sum === units(capture.amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    mail.tell('PAYMENT.CAPTURE.REFUNDED', 'refund', 'A refund was made', forms.refundEvent(refund));
    return { status: 201, body: forms.refund(refund), latest: () => forms.refund(refund) };
  }

  const shown = <T>(of: (all: Account) => Map<string, T>, form: (one: T) => unknown) => (asked: Incoming): Outgoing => {
    const one = of(account(asked)).get(idOf(asked));
    return one ? { status: 200, body: form(one) } : notFound();
  };
  const done = <T>(of: (all: Account) => Map<string, T>, act: (one: T, asked: Incoming) => Outgoing & { readonly latest?: () => unknown }, again: number) => (asked: Incoming): Outgoing => {
    const one = of(account(asked)).get(idOf(asked));
    return one ? once({ account: account(asked), now: world.clock.now(), keep: kept.payments, again }, asked, () => act(one, asked)) : notFound();
  };

  /** Two at once: their document has this answer for voids and refunds alone. */
  const alone = (act: (asked: Incoming) => Outgoing) => (asked: Incoming): Outgoing => (account(asked).busy.has(idOf(asked)) ? inProgress() : act(asked));

  return {
    authorization: shown(({ authorizations }) => authorizations, forms.authorization),
    capture: done(({ authorizations }) => authorizations, captured, 201),
    void: alone(done(({ authorizations }) => authorizations, voided, 200)),
    shownCapture: shown(({ captures }) => captures, forms.capture),
    refund: alone(done(({ captures }) => captures, refunded, 201)),
    shownRefund: shown(({ refunds }) => refunds, forms.refund),
  };
}
