/**
 * The terminals by the Cloud device API, through Adyen's own client, every message encrypted from here to the terminal and back. The client speaks HTTPS to
 * its own host names alone: what sends for it is replaced by ours, which asks `ADYEN_TERMINAL_URL` in plain HTTP (the proxy's egress gateway originates TLS)
 * and tells what was never sent from what was not answered. Only the files that are needed are imported: the whole package takes a second more to start.
 */
import clientModule from '@adyen/api-library/lib/src/client.js';
import { EnvironmentEnum } from '@adyen/api-library/lib/src/config.js';
import { EncryptedCloudDeviceApi } from '@adyen/api-library/lib/src/services/clouddevice/encryptedCloudDeviceApi.js';
import { NexoSecurityException } from '@adyen/api-library/lib/src/security/clouddevice/nexoSecurityException.js';
import type { Reply } from '../../../kit/provider/exchange.ts';
import { httpSender, type SendHttp } from '../../../kit/provider/http.ts';
import type { NexoKey } from '../domain/key.ts';
import { MessageCategory, type Sent } from '../domain/message.ts';

export interface Account {
  readonly apiKey: string;
  readonly merchant: string;
  readonly key: NexoKey;
}

export interface Cloud {
  readonly send: (sent: Sent) => Promise<Reply>;
  /** The message that is inside. Throws a NexoSecurityException, the same for all that can be wrong, where it was not sealed by our key. */
  readonly open: (notification: string) => string;
}

/** Carries a reply that is no success through the client, which knows only answers and exceptions. */
class NoSuccess extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(reply.kind);
    this.name = 'NoSuccess';
    this.reply = reply;
  }
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));

/** In the place of the client's own HTTPS connection. */
const sending = (send: SendHttp, apiKey: string) => ({
  request: async (endpoint: string, json: string | Buffer): Promise<string> => {
    const reply = await send({ method: 'POST', path: new URL(endpoint).pathname, headers: { 'x-api-key': apiKey, 'content-type': 'application/json' }, body: json.toString() });
    if (reply.kind !== 'answered' || reply.status !== 200) throw new NoSuccess(reply);
    return textOf(reply.body);
  },
});

/** An operation has twelve seconds (services/provider.ts) for up to four messages: what the acquirer is asked about may take the most of them. In milliseconds. */
const patience = { quick: 2_200, long: 5_000 } as const;

export type Http = Readonly<Record<keyof typeof patience, SendHttp>>;

export const httpTo = (address: string): Http => ({ quick: httpSender({ address, timeout: patience.quick }), long: httpSender({ address, timeout: patience.long }) });

const long: readonly MessageCategory[] = [MessageCategory.Payment, MessageCategory.Reversal];

function apiOf({ apiKey, key }: Account, http: SendHttp): EncryptedCloudDeviceApi {
  const client = new clientModule.default({ apiKey, environment: EnvironmentEnum.TEST }, sending(http, apiKey));
  return new EncryptedCloudDeviceApi(client, { passphrase: key.Passphrase, keyIdentifier: key.KeyIdentifier, keyVersion: key.KeyVersion, adyenCryptoVersion: key.AdyenCryptoVersion });
}

export function openCloud(account: Account, http: Http): Cloud {
  const apis = { quick: apiOf(account, http.quick), long: apiOf(account, http.long) };
  return {
    send: async ({ message, how }) => {
      const { MessageCategory: category, POIID } = message.MessageHeader;
      try {
        // Dates are written as text by the same rule that seals them.
        const body: unknown = await apis[long.includes(category) ? 'long' : 'quick'][how](account.merchant, POIID, { SaleToPOIRequest: message });
        return { kind: 'answered', status: 200, body };
      } catch (error) {
        if (error instanceof NoSuccess) return error.reply;
        // Not from our terminal, or broken on the way: what was asked may have been done all the same.
        if (error instanceof NexoSecurityException || error instanceof SyntaxError || error instanceof TypeError) return { kind: 'no-answer', why: 'the answer is not sealed by the terminal' };
        throw error;
      }
    },
    open: (notification) => apis.quick.decryptNotification(notification),
  };
}

/** One client for each generation of the account's secrets. */
export function cloudOf(account: () => Account, http: Http): () => Cloud {
  let made: { readonly account: Account; readonly cloud: Cloud } | undefined;
  return () => {
    const now = account();
    if (made?.account !== now) made = { account: now, cloud: openCloud(now, http) };
    return made.cloud;
  };
}
