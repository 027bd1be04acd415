/** PayPal by its official SDK. Its failures become replies here; everything else is read by pure halves. */
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
}

/** In milliseconds; the SDK waits for ever by itself. */
const patience = 9_000;

const representation = 'return=representation';

export function openSession(address: string, { clientId, clientSecret }: Account): Session {
  let fetching: Promise<OAuthToken> | undefined;
  const client: Client = new Client({
    timeout: patience,
    environment: Environment.Production,
    unstable_httpClientOptions: { transport: transportTo(address) },
    clientCredentialsAuthCredentials: { oAuthClientId: clientId, oAuthClientSecret: clientSecret, oAuthTokenProvider: () => currentToken() },
  });
  const manager = client.clientCredentialsAuthManager;
  let kept: OAuthToken | undefined;
  /** One fetch for all who wait for it. */
  async function currentToken(): Promise<OAuthToken> {
    if (kept && manager.isValid(kept) && !manager.isExpired(kept)) return kept;
    fetching ??= manager.fetchToken().finally(() => (fetching = undefined));
    kept = await fetching.catch((error: unknown) => {
      throw new TokenError(`no access token: ${error instanceof Error ? error.message : 'refused'}`);
    });
    return kept;
  }
  const call = callsOf(new OrdersController(client), new PaymentsController(client));

  async function once(sent: Sent): Promise<Reply<Said>> {
    try {
      await currentToken();
      const { statusCode, body } = await call(sent);
      return { kind: 'answered', status: statusCode, body };
    } catch (error) {
      return failed(error);
    }
  }

  return {
    token: async () => (await currentToken()).accessToken,
    send: async (sent) => {
      const reply = await once(sent);
      if (reply.kind !== 'answered' || reply.status !== 401) return reply;
      // Revoked before its time: nothing was done, and a new one is fetched once.
      kept = undefined;
      return once(sent);
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
