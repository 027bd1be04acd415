/** PayPal as a provider: Orders v2 and Payments v2. */
import { amountFault } from './domain/amount.ts';
import { authorising } from './domain/authorisation.ts';
import { capturing, refunding, voiding } from './domain/modification.ts';
import { noticeOf } from './domain/webhook.ts';
import { ask, type Connector } from '../../kit/provider/exchange.ts';
import { invalid } from '../../kit/problem.ts';
import { openSession, type Account, type Session } from './adapters/client.ts';
import { signedHeaders, verificationBody, verify } from './adapters/signature.ts';
import { lookUpAuthorisation, lookUpModification } from './lookup.ts';

export interface PaypalProps {
  /** `PAYPAL_URL`. */
  readonly address: string;
  /** As it is now: with a new one, a new session begins. */
  readonly account: () => Account;
}

export function createPaypal({ address, account }: PaypalProps): Connector {
  let open: { readonly of: Account; readonly session: Session } | undefined;
  const session = (): Session => {
    const of = account();
    if (open?.of !== of) open = { of, session: openSession(address, of) };
    return open.session;
  };
  const send: Session['send'] = (sent) => session().send(sent);
  return {
    authorise: async (asked) => {
      const fault = amountFault(asked.body.amount);
      return fault === undefined ? ask(authorising, send, asked) : { state: 'declined', decline: { code: 'not-supported', providerCode: 'DECIMALS_NOT_SUPPORTED', again: 'other-instrument' }, detail: fault };
    },
    capture: async (asked) => whole(asked.body.amount, () => ask(capturing, send, asked)),
    void: (asked) => ask(voiding, send, asked),
    refund: async (asked) => whole(asked.body.amount, () => ask(refunding, send, asked)),
    lookUpAuthorisation: (asked) => lookUpAuthorisation(send, asked),
    lookUpModification: (asked) => lookUpModification(send, asked),
    readWebhook: async ({ headers, body }, now) => {
      const signed = signedHeaders(headers, now);
      const event = Buffer.from(body, 'base64').toString('utf8');
      const notice = noticeOf(readable(event));
      await verify({ address, ...session() }, verificationBody(signed, account().webhookId, event));
      return { notices: [notice] };
    },
  };
}

const whole = async <T>(amount: Parameters<typeof amountFault>[0], asking: () => Promise<T>) => {
  const fault = amountFault(amount);
  return fault === undefined ? asking() : { state: 'refused' as const, providerCode: 'DECIMALS_NOT_SUPPORTED', detail: fault };
};

/** It is put into another JSON text as it is: what is no JSON of its own could end that one early. */
function readable(event: string): string {
  try {
    JSON.parse(event);
    return event;
  } catch {
    throw invalid('the webhook is no JSON');
  }
}
