/** Orders v2. */
import { exponentOf } from '../../kit/money.ts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Incoming, Outgoing, World } from '../frame/part.ts';
import { units, type Account, type Authorization, type Capture, type Money, type Order } from './account.ts';
import type { Forms } from './forms.ts';
import type { Mail } from './letters.ts';
import { notFound, refused, unprocessable } from './problems.ts';

export interface Office {
  readonly world: World;
  readonly account: (asked: Incoming) => Account;
  readonly forms: Forms;
  readonly mail: Mail;
  readonly id: () => string;
}

const optional = Type.Optional(Type.String({ minLength: 1, maxLength: 127 }));
const request = Compile(
  Type.Object({
    intent: Type.Enum(['AUTHORIZE', 'CAPTURE']),
    purchase_units: Type.Array(Type.Object({ reference_id: Type.Optional(Type.String({ minLength: 1 })), custom_id: optional, invoice_id: optional, amount: Type.Object({ currency_code: Type.String({ pattern: '^[A-Z]{3}$' }), value: Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?$' }) }) }), { minItems: 1, maxItems: 1 }),
    payment_source: Type.Object({ paypal: Type.Object({ experience_context: Type.Optional(Type.Object({ return_url: Type.Optional(Type.String()), cancel_url: Type.Optional(Type.String()) })) }) }),
  }),
);

const withoutDecimals = new Set(['HUF', 'JPY', 'TWD']);

/** What PayPal says of an amount that it does not take. */
export function amountIssue({ currency_code: currency, value }: Money): string | undefined {
  const places = value.split('.')[1]?.length ?? 0;
  if (places > 0 && withoutDecimals.has(currency)) return 'DECIMALS_NOT_SUPPORTED';
  if (places > exponentOf(currency)) return 'DECIMAL_PRECISION';
  return units({ currency_code: currency, value }) > 0n ? undefined : 'CANNOT_BE_ZERO_OR_NEGATIVE';
}

/** Any code of theirs, in the sandbox of theirs too (PayPal-Mock-Response). */
export const mocked = ({ headers, decline }: Incoming): string | undefined => {
  const [, code] = /"mock_application_codes"\s*:\s*"([A-Z_]+)"/.exec(headers['paypal-mock-response'] ?? '') ?? [];
  return code ?? (decline ? 'TRANSACTION_REFUSED' : undefined);
};

const anHour = 3_600_000;
const aDay = 24 * anHour;

/** How long a PayPal-Request-Id is kept. */
export const kept = { orders: 6 * anHour, payments: 45 * aDay } as const;

export interface Making {
  readonly account: Account;
  readonly now: Date;
  readonly keep: number;
  /** The status of an answer that is told again. */
  readonly again: number;
}

/** What was made by a key is answered as it is now. */
export function once({ account, now, keep, again }: Making, { headers, path }: Incoming, make: () => Outgoing & { readonly latest?: () => unknown }): Outgoing {
  const key = headers['paypal-request-id'];
  const made = key === undefined ? undefined : account.made.get(`${path} ${key}`);
  if (made && made.until > now.getTime()) return { status: again, body: made.latest() };
  const { latest, ...answer } = make();
  if (key !== undefined && latest) account.made.set(`${path} ${key}`, { latest, until: now.getTime() + keep });
  return answer;
}

const honoured = 29 * aDay;
/** For the payer to approve, and for us to go on after that. */
const patience = 3 * anHour;

export function ordersOf({ world, account, forms, mail, id }: Office) {
  const making = (asked: Incoming): Making => ({ account: account(asked), now: world.clock.now(), keep: kept.orders, again: 200 });

  function create(asked: Incoming): Outgoing {
    const body = asked.json;
    if (!request.Check(body)) return refused('INVALID_REQUEST', request.Errors(body).slice(0, 3).map(({ instancePath }) => ({ issue: 'INVALID_PARAMETER_VALUE', field: instancePath })));
    if (asked.headers['paypal-request-id'] === undefined) return refused('INVALID_REQUEST', [{ issue: 'PAYPAL_REQUEST_ID_REQUIRED' }]);
    const [unit] = body.purchase_units;
    if (!unit) return refused('INVALID_REQUEST');
    const issue = mocked(asked) ?? amountIssue(unit.amount);
    if (issue !== undefined) return unprocessable(issue);
    const context = body.payment_source.paypal.experience_context;
    return once(making(asked), asked, () => {
      const order: Order = {
        id: id(), intent: body.intent, created: world.clock.now(), referenceId: unit.reference_id ?? 'default', amount: unit.amount, customId: unit.custom_id, invoiceId: unit.invoice_id,
        returnUrl: context?.return_url, cancelUrl: context?.cancel_url, status: 'PAYER_ACTION_REQUIRED', refusal: undefined, authorization: undefined, captures: [],
      };
      const { orders } = account(asked);
      orders.set(order.id, order);
      const forget = (): void => void (order.status === 'PAYER_ACTION_REQUIRED' && orders.delete(order.id));
      world.clock.at(new Date(order.created.getTime() + patience), forget);
      world.clock.at(new Date(order.created.getTime() + 2 * patience), () => void (order.status === 'APPROVED' && orders.delete(order.id)));
      return { status: 200, body: forms.order(order), latest: () => forms.order(order) };
    });
  }

  const found = (asked: Incoming): Order | undefined => account(asked).orders.get(asked.params['id'] ?? '');

  /** Reasons not to reserve or take now. */
  function refusal(asked: Incoming, order: Order, wanted: Order['intent']): Outgoing | undefined {
    if (order.authorization) return unprocessable('ORDER_ALREADY_AUTHORIZED');
    if (order.captures.length > 0) return unprocessable('ORDER_ALREADY_CAPTURED');
    if (order.intent !== wanted) return unprocessable('ACTION_DOES_NOT_MATCH_INTENT');
    if (order.status !== 'APPROVED') return unprocessable('ORDER_NOT_APPROVED');
    const twin = [...account(asked).orders.values()].some((other) => other !== order && other.invoiceId !== undefined && other.invoiceId === order.invoiceId && (other.authorization ?? other.captures[0]));
    if (twin) return unprocessable('DUPLICATE_INVOICE_ID');
    const issue = mocked(asked) ?? order.refusal;
    if (issue === undefined) return undefined;
    return unprocessable(issue, issue === 'INSTRUMENT_DECLINED' ? [{ href: `${world.address}/checkoutnow?token=${order.id}`, rel: 'redirect', method: 'GET' }] : []);
  }

  const settle = (wanted: Order['intent'], act: (order: Order, account: Account) => void) => (asked: Incoming): Outgoing => {
    const order = found(asked);
    if (!order) return notFound();
    if (wanted === 'CAPTURE' && account(asked).busy.has(order.id)) return unprocessable('ORDER_COMPLETION_IN_PROGRESS');
    return once(making(asked), asked, () => {
      const no = refusal(asked, order, wanted);
      if (no) return no;
      act(order, account(asked));
      order.status = 'COMPLETED';
      return { status: 201, body: forms.order(order), latest: () => forms.order(order) };
    });
  };

  return {
    create,
    get: (asked: Incoming): Outgoing => {
      const order = found(asked);
      return order ? { status: 200, body: forms.order(order) } : notFound();
    },
    authorize: settle('AUTHORIZE', (order, { authorizations }) => {
      const now = world.clock.now();
      const authorization: Authorization = { id: id(), order, amount: order.amount, created: now, updated: now, expires: new Date(now.getTime() + honoured), status: 'CREATED' };
      order.authorization = authorization;
      authorizations.set(authorization.id, authorization);
      mail.tell('PAYMENT.AUTHORIZATION.CREATED', 'authorization', `A payment authorization was created`, forms.authorization(authorization));
      world.clock.at(authorization.expires, () => {
        if (authorization.status !== 'CREATED' && authorization.status !== 'PARTIALLY_CAPTURED') return;
        authorization.status = 'VOIDED';
        authorization.updated = world.clock.now();
        mail.tell('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', 'A payment authorization was voided', forms.authorization(authorization));
      });
    }),
    capture: settle('CAPTURE', (order, { captures }) => {
      const capture: Capture = { id: id(), order, amount: order.amount, invoiceId: order.invoiceId, final: true, created: world.clock.now(), refunds: [], status: 'COMPLETED' };
      order.captures.push(capture);
      captures.set(capture.id, capture);
      mail.tell('PAYMENT.CAPTURE.COMPLETED', 'capture', 'Payment completed', forms.capture(capture));
    }),
  };
}
