/** PayPal as the sandbox plays it: Orders v2, Payments v2, tokens, the payer's page, and webhooks. */
import type { Incoming, Outgoing, Part, Play, World } from '../frame/part.ts';
import { newAccount, type Account, type Order } from './account.ts';
import { forms } from './forms.ts';
import { createMail, type Mail } from './letters.ts';
import { ordersOf } from './orders.ts';
import { happenedIn, settlementOf } from './outcome.ts';
import { paymentsOf } from './payments.ts';
import { refused, unauthorised } from './problems.ts';

const clientId = 'AcSandboxClient-0001';
const clientSecret = 'EcSandboxSecret-0001';
const webhookId = '1JE4291016473214C';

const lifetime = 32_400;

interface Token {
  readonly account: Account;
  readonly until: number;
}

function open(world: World): Part {
  const accounts = new Map<string, Account>();
  const tokens = new Map<string, Token>();
  const id = (): string => world.random.text('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', 17);
  const mail: Mail = createMail(world, webhookId);
  const tokenOf = ({ headers }: Incoming): Token | undefined => tokens.get((headers['authorization'] ?? '').replace(/^Bearer /, ''));
  const account = (asked: Incoming): Account => tokenOf(asked)?.account ?? newAccount();
  const office = { world, account, forms: forms(world.address), mail, id };
  const [orders, payments] = [ordersOf(office), paymentsOf(office)];

  function token({ headers, raw }: Incoming): Outgoing {
    const [user = '', secret = ''] = Buffer.from((headers['authorization'] ?? '').replace(/^Basic /, ''), 'base64').toString().split(':');
    if (user === '' || secret !== clientSecret || !raw.toString().includes('grant_type=client_credentials')) return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } };
    const access = `A21AA${world.random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 72)}`;
    const of = accounts.get(user) ?? newAccount();
    accounts.set(user, of);
    tokens.set(access, { account: of, until: world.clock.now().getTime() + lifetime * 1_000 });
    return { status: 200, body: { scope: 'https://uri.paypal.com/services/payments/payment', access_token: access, token_type: 'Bearer', app_id: 'APP-80W284485P519543T', expires_in: lifetime, nonce: `${world.clock.now().toISOString()}${access.slice(-12)}` } };
  }

  const orderOf = (wanted: string): Order => {
    const found = [...accounts.values()].flatMap((one) => one.orders.get(wanted) ?? [])[0];
    if (!found) throw new Error(`PayPal has no order ${wanted}`);
    return found;
  };

  /** Where the payer's browser goes next. */
  function approve(order: Order): string | undefined {
    if (order.status === 'PAYER_ACTION_REQUIRED') {
      order.status = 'APPROVED';
      mail.tell('CHECKOUT.ORDER.APPROVED', 'checkout-order', 'An order has been approved by buyer', office.forms.order(order));
    }
    return order.returnUrl && `${order.returnUrl}${order.returnUrl.includes('?') ? '&' : '?'}token=${order.id}&PayerID=SANDBOXPAYER1`;
  }
  const cancel = (order: Order): string | undefined => order.cancelUrl && `${order.cancelUrl}&token=${order.id}`;

  const browser = (act: (order: Order) => string | undefined) => ({ query }: Incoming): Outgoing => {
    const location = act(orderOf(query.get('token') ?? ''));
    return location === undefined ? { status: 204 } : { status: 302, headers: { location } };
  };

  function verification({ json, raw }: Incoming): Outgoing {
    const text = raw.toString('utf8');
    const from = text.indexOf('"webhook_event":');
    if (typeof json !== 'object' || json === null || from < 0) return refused('INVALID_REQUEST', [{ issue: 'MISSING_REQUIRED_PARAMETER', field: '/webhook_event' }]);
    const verified = mail.verifies({ ...json }, text.slice(from + '"webhook_event":'.length, -1));
    return { status: 200, body: { verification_status: verified ? 'SUCCESS' : 'FAILURE' } };
  }

  const free = /^\/(v1\/oauth2\/token|checkoutnow|v1\/notifications\/certs)/;

  return {
    name: 'paypal',
    before: (asked) => (free.test(asked.path) || (tokenOf(asked)?.until ?? 0) > world.clock.now().getTime() ? undefined : unauthorised()),
    answers: [
      { method: 'POST', path: '/v1/oauth2/token', answer: token },
      { method: 'POST', path: '/v2/checkout/orders', answer: orders.create },
      { method: 'GET', path: '/v2/checkout/orders/{id}', answer: orders.get },
      { method: 'POST', path: '/v2/checkout/orders/{id}/authorize', answer: orders.authorize },
      { method: 'POST', path: '/v2/checkout/orders/{id}/capture', answer: orders.capture },
      { method: 'GET', path: '/v2/payments/authorizations/{id}', answer: payments.authorization },
      { method: 'POST', path: '/v2/payments/authorizations/{id}/capture', answer: payments.capture },
      { method: 'POST', path: '/v2/payments/authorizations/{id}/void', answer: payments.void },
      { method: 'GET', path: '/v2/payments/captures/{id}', answer: payments.shownCapture },
      { method: 'POST', path: '/v2/payments/captures/{id}/refund', answer: payments.refund },
      { method: 'GET', path: '/v2/payments/refunds/{id}', answer: payments.shownRefund },
      { method: 'POST', path: '/v1/notifications/verify-webhook-signature', answer: verification },
      { method: 'GET', path: '/v1/notifications/certs/{id}', answer: () => ({ status: 200, body: mail.certificate() }) },
      // The payer's page: what they choose there is a link.
      { method: 'GET', path: '/checkoutnow', answer: ({ query }) => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page(query.get('token') ?? '') }) },
      { method: 'GET', path: '/checkoutnow/approve', answer: browser(approve) },
      { method: 'GET', path: '/checkoutnow/cancel', answer: browser(cancel) },
    ],
    failure: () => refused('INTERNAL_SERVER_ERROR', [{ issue: 'INTERNAL_SERVICE_ERROR' }]),
    happened: () => happenedIn(accounts.values()),
    settle: () => settlementOf(accounts.values(), world.clock.now()),
    acts: {
      approve: ({ order = '' }) => approve(orderOf(order)),
      cancel: ({ order = '' }) => cancel(orderOf(order)),
      /** What the payer pays with will be refused by this issue; with an empty one, they have chosen something better. */
      refuse: ({ order = '', issue = 'TRANSACTION_REFUSED' }) => void (orderOf(order).refusal = issue === '' ? undefined : issue),
      /** An earlier request about this order, authorization or capture is running, until it is let go. */
      hold: ({ reference = '' }) => accounts.forEach(({ busy }) => busy.add(reference)),
      release: ({ reference = '' }) => accounts.forEach(({ busy }) => busy.delete(reference)),
      /** Of an authorization, a capture, or an order of which there is neither. */
      becomes: ({ reference = '', status = '' }) => {
        for (const { authorizations, captures, orders: all } of accounts.values()) {
          const one = authorizations.get(reference) ?? captures.get(reference) ?? all.get(reference);
          if (one) one.status = status;
        }
      },
    },
  };
}

const page = (order: string): string => {
  const token = encodeURIComponent(order);
  return `<!doctype html><title>PayPal, played</title><h1>PayPal, played by the sandbox</h1><p><a href="/checkoutnow/approve?token=${token}">Pay</a> <a href="/checkoutnow/cancel?token=${token}">Cancel and return</a></p>`;
};

export const playPaypal = (): Play => ({ name: 'paypal', secrets: { paypal: { 'client-id': clientId, 'client-secret': clientSecret, 'webhook-id': webhookId } }, open });
