/**
 * A bank with an XS2A interface, seen from a payment institution: payment initiation with redirect, decoupled or exempted, cancellation, and the merchant's
 * account statement. The payer approves on its page, or by the acts below.
 */
import type { Act, Answering, Happened, Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { clientId, merchant } from './accounts.ts';
import { echoed, saidNo } from './answers.ts';
import { createBank, type Bank } from './bank.ts';
import { makeSealPem } from './certificate.ts';
import { initiate, startAuthorisation } from './initiation.ts';
import { cancellationPage, page, returnAddress, sentBack } from './page.ts';
import { isExecuted, type Payment } from './payments.ts';
import { cancel, cancellationsOf, paymentOf, scaStatusOf, startCancellation, statusOf } from './resource.ts';
import { sealFault } from './seal.ts';
import { statement } from './statement.ts';

const name = 'xs2a';

type OfPayment = (bank: Bank, payment: Payment) => Outgoing;

/** Below a payment of its product. */
const ofPayment = (bank: Bank, method: Answering['method'], below: string, answer: OfPayment): Answering => ({
  method,
  path: `/v1/payments/{product}/{paymentId}${below}`,
  answer: (asked) => {
    const payment = bank.find(asked.params['paymentId']);
    return echoed(asked, payment && payment.product === asked.params['product'] ? answer(bank, payment) : saidNo(404, 'RESOURCE_UNKNOWN'));
  },
});

/** Of the page: by whoever knows its address. */
const ofPage = (bank: Bank, method: Answering['method'], below: string, answer: OfPayment): Answering => ({
  method,
  path: `/sca/{paymentId}${below}`,
  answer: ({ params }) => {
    const payment = bank.find(params['paymentId']);
    return payment ? answer(bank, payment) : { status: 404 };
  },
});

const answersOf = (bank: Bank): Answering[] => [
  { method: 'POST', path: '/v1/payments/{product}', answer: (asked) => initiate(bank, asked) },
  ofPayment(bank, 'GET', '', paymentOf),
  ofPayment(bank, 'DELETE', '', cancel),
  ofPayment(bank, 'GET', '/status', statusOf),
  ofPayment(bank, 'POST', '/authorisations', startAuthorisation),
  ofPayment(bank, 'GET', '/authorisations/{authorisationId}', scaStatusOf),
  ofPayment(bank, 'GET', '/cancellation-authorisations', cancellationsOf),
  ofPayment(bank, 'POST', '/cancellation-authorisations', startCancellation),
  { method: 'GET', path: '/v1/accounts/{account}/transactions', answer: (asked) => echoed(asked, statement(bank, asked)) },
  ofPage(bank, 'GET', '', page),
  ofPage(bank, 'GET', '/cancel', cancellationPage),
  ofPage(bank, 'POST', '/approve', ({ payments }, payment) => (payments.approve(payment), sentBack(payment))),
  ofPage(bank, 'POST', '/reject', ({ payments }, payment) => (payments.reject(payment), sentBack(payment))),
  ofPage(bank, 'POST', '/approve-cancellation', ({ payments }, payment) => (payments.approveCancellation(payment), sentBack(payment))),
];

/** Who asks is known by the connection's certificate, which ends at the mesh; here by the client identifier and the seal. */
function stranger(asked: Incoming): Outgoing | undefined {
  if (!asked.path.startsWith('/v1/')) return undefined;
  if (asked.headers['x-request-id'] === undefined) return saidNo(400, 'FORMAT_ERROR', 'X-Request-ID is missing');
  const fault = sealFault(asked);
  if (fault) return echoed(asked, saidNo(401, fault));
  return asked.headers['x-client-id'] === clientId ? undefined : echoed(asked, saidNo(403, 'SERVICE_BLOCKED'));
}

const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function happenedOf({ id, amount, endToEndIdentification, status, at, booked }: Payment): Happened[] {
  const common = { provider: name, amount: String(amount), currency: 'EUR', state: status } as const;
  const ours = uuidOf(endToEndIdentification);
  return [
    { ...common, what: 'authorisation', reference: id, ours, effective: booked !== undefined, at: at.toISOString() },
    ...(booked ? [{ ...common, what: 'capture' as const, reference: endToEndIdentification, ours, of: id, effective: true, at: booked.toISOString() }] : []),
    ...(status === 'CANC' ? [{ ...common, what: 'void' as const, reference: id, ours: '', of: id, effective: true, at: at.toISOString() }] : []),
  ];
}

/** Cents a transfer, as the merchant's bank charges them. */
const fee = 20;

const settlementLine = ({ amount, endToEndIdentification }: Payment): string => JSON.stringify({ kind: 'capture', reference: endToEndIdentification, gross: Number(amount), fee, currency: 'EUR' });

function actsOf(bank: Bank): Readonly<Record<string, Act>> {
  const { payments, rules, find } = bank;
  const named = ({ payment: id, attempt }: Readonly<Record<string, string>>): Payment => {
    const payment = find(id) ?? payments.all().findLast((one) => attempt !== undefined && uuidOf(one.endToEndIdentification) === attempt);
    if (!payment) throw new Error(`the bank has no payment ${id ?? attempt ?? ''}: name its "payment" or our "attempt"`);
    return payment;
  };
  return {
    approve: (detail) => (payments.approve(named(detail)), returnAddress(named(detail))),
    reject: (detail) => (payments.reject(named(detail)), returnAddress(named(detail))),
    'approve-cancellation': (detail) => payments.approveCancellation(named(detail)),
    /** The bank says so, whatever it was before. */
    'set-status': (detail) => void (named(detail).status = detail['status'] ?? 'PDNG'),
    /** Such as `{"exempting":"true"}`. */
    rules: (detail) => {
      for (const key of ['forgetful', 'explicit', 'decoupling', 'exempting', 'asksToCancel'] as const) if (detail[key] !== undefined) rules[key] = detail[key] === 'true';
      return { ...rules };
    },
  };
}

function open(world: World): Part {
  const bank = createBank(world);
  const executed = (): Payment[] => bank.payments.all().filter(isExecuted);
  return {
    name,
    answers: answersOf(bank),
    before: stranger,
    // Without a body, which the standard does not define here.
    failure: () => ({ status: 500 }),
    happened: () => bank.payments.all().flatMap(happenedOf),
    acts: actsOf(bank),
    settle: () => ({ name: `statement-${world.clock.now().toISOString().slice(0, 10)}.jsonl`, format: 'json-lines', content: executed().map((one) => `${settlementLine(one)}\n`).join('') }),
  };
}

/** The key is made when it is first asked for: whoever only plays needs none. */
export function playXs2a(): Play {
  let seal: string | undefined;
  return {
    name,
    get secrets() {
      return { xs2a: { 'client-id': clientId, 'seal.pem': (seal ??= makeSealPem()), 'creditor.json': JSON.stringify(merchant) } };
    },
    open,
  };
}
