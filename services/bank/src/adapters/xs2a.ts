/** Sends to the bank: each message sealed, to the byte. */
import { httpSender, type SendHttp } from '../../../kit/provider/http.ts';
import type { Account } from '../account.ts';
import { sealed } from '../domain/seal.ts';

const sealing = (http: SendHttp, account: () => Account): SendHttp => ({ body, headers = {}, ...request }) => {
  const { clientId, seal } = account();
  const text = body === undefined ? '' : JSON.stringify(body);
  return http({
    ...request,
    // `x-client-id` is no part of the standard: what the bank's own gateway knows us by, beside the certificate of the connection.
    headers: sealed(seal, { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }), 'x-client-id': clientId }, text),
    ...(body !== undefined && { body: text }),
  });
};

/** An operation has twelve seconds (services/provider.ts): a look at the statement, the initiation, and the start of its authorisation. In milliseconds. */
const patience = { long: 6_500, quick: 2_500 } as const;

export const xs2aSenders = (address: string, account: () => Account): { readonly send: SendHttp; readonly sendQuickly: SendHttp } => ({
  send: sealing(httpSender({ address, timeout: patience.long }), account),
  sendQuickly: sealing(httpSender({ address, timeout: patience.quick }), account),
});
