/** Asks PayPal whether a webhook is its own (POST /v1/notifications/verify-webhook-signature), after what can be told without asking. */
import { unauthenticated, unavailable } from '../../../kit/problem.ts';

/** In milliseconds, to both sides: PayPal documents none. */
export const timeWindow = 300_000;

/** In milliseconds: less than readWebhook may take. */
const patience = 2_500;

const names = { auth_algo: 'paypal-auth-algo', cert_url: 'paypal-cert-url', transmission_id: 'paypal-transmission-id', transmission_sig: 'paypal-transmission-sig', transmission_time: 'paypal-transmission-time' } as const;

type Headers = Readonly<Record<string, string>>;

/** The five headers. Throws a ProblemError (401) where one is missing, or the time is not about now. */
export function signedHeaders(headers: Headers, now: Date): Readonly<Record<keyof typeof names, string>> {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const of = (name: string): string => {
    const value = lower.get(name);
    if (value === undefined || value === '') throw unauthenticated(`the webhook has no ${name}`);
    return value;
  };
  const signed = { auth_algo: of(names.auth_algo), cert_url: of(names.cert_url), transmission_id: of(names.transmission_id), transmission_sig: of(names.transmission_sig), transmission_time: of(names.transmission_time) };
  const sentAt = Date.parse(signed.transmission_time);
  if (!(Math.abs(now.getTime() - sentAt) <= timeWindow)) throw unauthenticated(`the webhook was sent at ${signed.transmission_time}, which is not within ${timeWindow / 1000} s of now`);
  return signed;
}

/** The event goes in as it came, byte for byte: written anew it would have another checksum. */
export const verificationBody = (signed: Readonly<Record<string, string>>, webhookId: string, event: string): string => `${JSON.stringify({ ...signed, webhook_id: webhookId }).slice(0, -1)},"webhook_event":${event}}`;

export interface Asking {
  readonly address: string;
  readonly token: () => Promise<string>;
  readonly revoked: (token: string) => Promise<void>;
}

async function asked({ address }: Asking, token: string, body: string): Promise<Response | undefined> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return fetch(`${address.replace(/\/+$/, '')}/v1/notifications/verify-webhook-signature`, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience), redirect: 'error' }).catch(() => undefined);
}

const unasked = (): Error => unavailable('PayPal could not be asked whether this webhook is its own: send it again');

async function withToken(asking: Asking, body: string): Promise<Response | undefined> {
  const token = await asking.token().catch((): never => {
    throw unasked();
  });
  const answer = await asked(asking, token, body);
  if (answer?.status === 401) await asking.revoked(token).catch(() => {});
  return answer;
}

/** Throws a ProblemError: 401 where PayPal does not know the webhook, 503 where it does not say. */
export async function verify(asking: Asking, body: string): Promise<void> {
  const first = await withToken(asking, body);
  const answer = first?.status === 401 ? await withToken(asking, body) : first;
  const said: unknown = await answer?.json().catch(() => undefined);
  if (!answer?.ok && answer?.status !== 400 && answer?.status !== 422) throw unasked();
  if (typeof said !== 'object' || said === null || !('verification_status' in said) || said.verification_status !== 'SUCCESS') throw unauthenticated('PayPal does not know this webhook');
}
