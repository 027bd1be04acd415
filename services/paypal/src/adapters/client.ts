/** PayPal by its official SDK. Its failures become replies here; everything else is read by pure halves. */
import { setTimeout } from 'node:timers/promises';
import { ApiError, Client, Environment, OrdersController, PaymentsController, type ApiResponse, type OAuthToken } from '@paypal/paypal-server-sdk';
import { neverMadeCode } from '../../../kit/client.ts';
import type { Reply } from '../../../kit/provider/exchange.ts';
import type { ProblemSaid, Said, Sent } from '../domain/wire.ts';
import { transportTo } from './transport.ts';

export interface Account {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string;
}

/** No token could be had: what was to be sent was not. */
class TokenError extends Error {}

export interface Session {
  readonly send: (sent: Sent) => Promise<Reply<Said>>;
  /** Fetches one where there is none that is still good. */
  readonly token: () => Promise<string>;
  /** PayPal has revoked this one before its time. */
  readonly revoked: (token: string) => Promise<void>;
}

/** In milliseconds; the SDK waits for ever by itself. Together less than the 12 s that an operation may take. */
const patience = 8_000;
const tokenPatience = 3_000;

/** Gives up waiting, whatever becomes of it. */
async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = setTimeout(limit, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`not within ${limit / 1_000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    timer.abort();
  }
}

const representation = 'return=representation';

/** A client with a token of its own: the SDK keeps that until its time is over, whatever PayPal says of it. */
function connect(address: string, { clientId, clientSecret }: Account) {
  let kept: OAuthToken | undefined;
  let fetching: Promise<OAuthToken> | undefined;
  const client: Client = new Client({
    timeout: patience,
    environment: Environment.Production,
    unstable_httpClientOptions: { transport: transportTo(address) },
    clientCredentialsAuthCredentials: { oAuthClientId: clientId, oAuthClientSecret: clientSecret, oAuthTokenProvider: () => token() },
  });
  const manager = client.clientCredentialsAuthManager;
  /** One fetch for all who wait for it. */
  async function token(): Promise<OAuthToken> {
    if (kept && manager.isValid(kept) && !manager.isExpired(kept)) return kept;
    fetching ??= manager.fetchToken().finally(() => (fetching = undefined));
    kept = await within(tokenPatience, fetching).catch((error: unknown) => {
      throw new TokenError(`no access token: ${error instanceof Error ? error.message : 'refused'}`);
    });
    return kept;
  }
  return { token, call: callsOf(new OrdersController(client), new PaymentsController(client)) };
}

export function openSession(address: string, account: Account): Session {
  let connection = connect(address, account);

  async function once({ token, call }: typeof connection, sent: Sent): Promise<Reply<Said>> {
    try {
      await token();
      const { statusCode, body } = await call(sent);
      return { kind: 'answered', status: statusCode, body };
    } catch (error) {
      return failed(error);
    }
  }

  return {
    token: async () => (await connection.token()).accessToken,
    revoked: async (token) => {
      if ((await connection.token()).accessToken === token) connection = connect(address, account);
    },
    send: async (sent) => {
      const used = connection;
      const reply = await once(used, sent);
      if (reply.kind !== 'answered' || reply.status !== 401) return reply;
      // Revoked before its time: nothing was done. Whoever sees it first fetches another, and all go on with that.
      if (connection === used) connection = connect(address, account);
      return once(connection, sent);
    },
  };
}

interface Called {
  readonly statusCode: number;
  readonly body: Said;
}

const said = <T>({ statusCode, result }: ApiResponse<T>, as: (result: T) => Said): Called => ({ statusCode, body: as(result) });

const callsOf = (orders: OrdersController, payments: PaymentsController) => async (sent: Sent): Promise<Called> => {
  switch (sent.call) {
    case 'create-order': return said(await orders.createOrder({ body: sent.body, paypalRequestId: sent.key, prefer: representation }), (order) => ({ order }));
    case 'get-order': return said(await orders.getOrder({ id: sent.id }), (order) => ({ order }));
    case 'authorize-order': return said(await orders.authorizeOrder({ id: sent.id, paypalRequestId: sent.key, prefer: representation }), (order) => ({ order }));
    case 'capture-order': return said(await orders.captureOrder({ id: sent.id, paypalRequestId: sent.key, prefer: representation }), (order) => ({ order }));
    case 'get-authorization': return said(await payments.getAuthorizedPayment({ authorizationId: sent.id }), (authorization) => ({ authorization }));
    case 'capture': return said(await payments.captureAuthorizedPayment({ authorizationId: sent.id, paypalRequestId: sent.key, prefer: representation, body: sent.body }), (capture) => ({ capture }));
    case 'void': return said(await payments.voidPayment({ authorizationId: sent.id, paypalRequestId: sent.key, prefer: representation }), (authorization) => (authorization ? { authorization } : {}));
    case 'get-capture': return said(await payments.getCapturedPayment({ captureId: sent.id }), (capture) => ({ capture }));
    case 'refund': return said(await payments.refundCapturedPayment({ captureId: sent.id, paypalRequestId: sent.key, prefer: representation, body: sent.body }), (refund) => ({ refund }));
    case 'get-refund': return said(await payments.getRefund({ refundId: sent.id }), (refund) => ({ refund }));
  }
};

function failed(error: unknown): Reply<Said> {
  if (error instanceof TokenError) return { kind: 'not-sent', why: error.message };
  if (error instanceof ApiError) return { kind: 'answered', status: error.statusCode, body: problemOf(error) };
  const code = neverMadeCode(error);
  if (code !== undefined) return { kind: 'not-sent', why: `PayPal cannot be reached (${code})` };
  return { kind: 'no-answer', why: error instanceof Error ? error.message : 'the connection was lost' };
}

interface RawProblem {
  readonly name?: unknown;
  readonly details?: unknown;
  readonly links?: unknown;
}

/** Read from the text, since not every refusal has a type in the SDK. */
function problemOf({ body }: ApiError): Said {
  const raw = parsed(typeof body === 'string' ? body : '');
  if (typeof raw.name !== 'string') return {};
  const redirect = listed(raw.links).find((link) => link['rel'] === 'redirect')?.['href'];
  const issues = listed(raw.details).flatMap(({ issue }) => (typeof issue === 'string' ? [issue] : []));
  const problem: ProblemSaid = { name: raw.name, issues, ...(typeof redirect === 'string' && { redirect }) };
  return { problem };
}

const listed = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter((one): one is Readonly<Record<string, unknown>> => typeof one === 'object' && one !== null) : []);

function parsed(text: string): RawProblem {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
