/** The new provider's five functions as halves, the reading of its webhooks, and its codes in ours. */
import { Webhook } from 'standardwebhooks';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fromJson, fromMajor, toJson, toMajor, type MoneyJson } from '../../../services/kit/money.ts';
import { unauthenticated } from '../../../services/kit/problem.ts';
import { ProviderReference, Uuid, type Authorisation, type Decline, type Modification } from '../../../services/kit/provider/contract.ts';
import { ask, type AuthoriseAsked, type Connector, type Exchange, type ModifyAsked, type Reply } from '../../../services/kit/provider/exchange.ts';
import { httpSender, type HttpRequest } from '../../../services/kit/provider/http.ts';

/** What it calls whatever was done, found again by our reference. */
const Transaction = Type.Object({ id: ProviderReference, status: Type.String(), reference: Uuid, amount: Type.String(), currency: Type.String(), code: Type.Optional(Type.String()) });
type Transaction = Static<typeof Transaction>;
const one = Compile(Transaction);
const several = Compile(Type.Array(Transaction));
const told = Compile(Type.Object({ type: Type.String(), data: Transaction }));

const codes: Readonly<Record<string, Pick<Decline, 'code' | 'again'>>> = {
  BALANCE_TOO_LOW: { code: 'insufficient-funds', again: 'later' },
  CARD_EXPIRED: { code: 'expired', again: 'never' },
  CARD_UNKNOWN: { code: 'invalid-instrument', again: 'never' },
  CARD_BLOCKED: { code: 'blocked-instrument', again: 'never' },
};
const declineOf = ({ code = 'REFUSED' }: Transaction): Decline => ({ ...(codes[code] ?? { code: 'other', again: 'other-instrument' }), providerCode: code });

const transact = (kind: 'redeem' | 'cancel' | 'refund', key: string, reference: string, money: MoneyJson, more: object): HttpRequest => ({
  method: 'POST', path: '/transactions', headers: { 'idempotency-key': key }, body: { kind, reference, amount: toMajor(fromJson(money)), currency: money.currency, ...more },
});

const moneyOf = ({ amount, currency }: Transaction): MoneyJson => toJson(fromMajor(amount, currency));

/** What is no transaction: known not to have been done, or unknown. */
function failed(reply: Reply): { readonly state: 'not-processed' | 'unknown'; readonly detail: string } {
  if (reply.kind !== 'answered') return { state: reply.kind === 'not-sent' ? 'not-processed' : 'unknown', detail: reply.why };
  return { state: reply.status >= 400 && reply.status < 500 ? 'not-processed' : 'unknown', detail: `HTTP ${reply.status}` };
}

function authorisation(of: Transaction): Authorisation {
  const states: Readonly<Record<string, Authorisation['state']>> = { DONE: 'captured', REFUSED: 'declined', CANCELLED: 'voided' };
  const state = states[of.status] ?? 'pending';
  return { state, reference: of.id, amount: moneyOf(of), ...(state === 'declined' && { decline: declineOf(of) }) };
}

function modification(of: Transaction): Modification {
  const states: Readonly<Record<string, Modification['state']>> = { DONE: 'done', REFUSED: 'refused' };
  const state = states[of.status] ?? 'accepted';
  return { state, reference: of.id, amount: moneyOf(of), ...(state === 'refused' && { providerCode: of.code ?? 'REFUSED' }) };
}

/** Of a look-up: what could not be read is unknown. */
function found<T>(reply: Reply, read: (of: Transaction) => T): T | { readonly state: 'not-found' | 'unknown' } {
  if (reply.kind !== 'answered' || reply.status !== 200 || !several.Check(reply.body)) return { state: 'unknown' };
  const [first] = reply.body;
  return first ? read(first) : { state: 'not-found' };
}

const findBy = (reference: string): HttpRequest => ({ method: 'GET', path: `/transactions?reference=${reference}` });

const authorising: Exchange<AuthoriseAsked, HttpRequest, Authorisation> = {
  request: ({ body: { attempt, amount, instrument }, key }) => transact('redeem', key, attempt, amount, { card: 'code' in instrument ? instrument.code : '' }),
  response: (reply) => (reply.kind === 'answered' && one.Check(reply.body) ? authorisation(reply.body) : failed(reply)),
};

const modifying = (kind: 'cancel' | 'refund'): Exchange<ModifyAsked, HttpRequest, Modification> => ({
  request: ({ body: { operation, amount }, reference, key }) => transact(kind, key, operation, amount, { of: reference }),
  response: (reply) => (reply.kind === 'answered' && one.Check(reply.body) ? modification(reply.body) : failed(reply)),
});

const lookingUp: Exchange<AuthoriseAsked, HttpRequest, Authorisation> = { request: ({ body }) => findBy(body.attempt), response: (reply) => found(reply, authorisation) };
const lookingUpModification: Exchange<ModifyAsked, HttpRequest, Modification> = { request: ({ body }) => findBy(body.operation), response: (reply) => found(reply, modification) };

/** Standard Webhooks, whose library holds signature and time. */
function verified(secret: string, body: Buffer, headers: Readonly<Record<string, string>>): unknown {
  try {
    return new Webhook(secret).verify(body, { ...headers });
  } catch {
    throw unauthenticated('the webhook is not signed by the gift card scheme, or is not of now');
  }
}

export function createGiftCards({ address, account }: { readonly address: string; readonly account: () => { readonly token: string; readonly webhookSecret: string } }): Connector {
  const send = httpSender({ address, headers: () => ({ authorization: `Bearer ${account().token}` }) });
  return {
    authorise: (asked) => ask(authorising, send, asked),
    capture: async () => ({ state: 'refused', providerCode: 'NOT_SUPPORTED' }),
    void: (asked) => ask(modifying('cancel'), send, asked),
    refund: (asked) => ask(modifying('refund'), send, asked),
    lookUpAuthorisation: (asked) => ask(lookingUp, send, asked),
    lookUpModification: (asked) => ask(lookingUpModification, send, asked),
    readWebhook: async ({ headers, body }) => {
      const event = verified(account().webhookSecret, Buffer.from(body, 'base64'), headers);
      if (!told.Check(event)) return { notices: [] };
      const { type, data: { id, reference } } = event;
      const delivery = headers['webhook-id'] ?? id;
      return { notices: [type === 'redeem' ? { id: delivery, what: 'authorise', certain: false, attempt: reference, reference: id } : { id: delivery, what: 'refund', certain: false, operation: reference, operationReference: id }] };
    },
  };
}
