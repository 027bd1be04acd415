/** The route `adyen`: the exchanges with the SDK between them. */
import type { Authorisation, Modification } from '../../../kit/provider/contract.ts';
import { ask, type AuthoriseAsked, type Connector, type ModifyAsked } from '../../../kit/provider/exchange.ts';
import { cardOf, CardUnavailable, type Vault } from '../card.ts';
import { authorised, changedNow, isFresh, knownNow, modified } from '../guards.ts';
import { cancel, capture, refund } from './modify.ts';
import { pay, proceed } from './pay.ts';
import type { AdyenSend } from './send.ts';
import { readAdyenWebhook, type AdyenWebhookKeys } from './webhook.ts';
import { read } from './replies.ts';

export interface AdyenConnectorProps {
  readonly send: AdyenSend;
  readonly vault: Vault;
  /** The account's own values, as they are now. */
  readonly account: () => AdyenWebhookKeys;
  readonly now: () => Date;
}

export function adyenConnector({ send, vault, account, now }: AdyenConnectorProps): Connector {
  const ours = <Asked>(asked: Asked) => ({ ...asked, merchantAccount: account().merchantAccount });
  const modify = {
    capture: (asked: ModifyAsked) => ask(capture, send.capture, ours(asked)),
    void: (asked: ModifyAsked) => ask(cancel, send.cancel, ours(asked)),
    refund: (asked: ModifyAsked) => ask(refund, send.refund, ours(asked)),
  };

  async function begin(asked: AuthoriseAsked): Promise<Authorisation> {
    if (asked.body.continues) return ask(proceed, send.proceed, asked);
    const card = await cardOf(vault, asked.body.instrument, asked.key);
    return ask(pay, send.pay, ours({ ...asked, ...(card && { card }) }));
  }

  /** See docs/decisions/0012: Adyen cannot be asked, so that what can be given back is given back, and its webhook says what there was. */
  async function giveBack({ body, key }: AuthoriseAsked): Promise<Authorisation> {
    const reply = await send.cancel({ key: lookUpKey(key), body: { merchantAccount: account().merchantAccount, paymentReference: body.attempt, reference: body.attempt } });
    return read(reply).what === 'done' ? { state: 'pending', reference: body.attempt, detail: 'Adyen was told to cancel it, and tells by a webhook whether there was anything' } : { state: 'unknown', detail: 'Adyen does not take the cancellation by which it would be looked up' };
  }

  /** What Adyen has named was answered once: it may be a good payment, which nobody wants to give back. */
  const waitingFor = (reference: string): Authorisation => ({ state: 'pending', reference, detail: 'Adyen tells by its webhook what became of it' });

  /** A repetition is answered as the first one was, whatever became of it since. Whoever knows Adyen's name of it has heard that answer: it is no news that it was good once. */
  const newsOf = (said: Authorisation, heard: string | undefined): Authorisation => (heard !== undefined && (said.state === 'authorised' || said.state === 'captured') ? waitingFor(heard) : said);

  async function lookUpAuthorisation({ reference, ...asked }: AuthoriseAsked & { readonly reference?: string }): Promise<Authorisation> {
    const known = reference ?? asked.body.continues?.reference;
    const otherwise = () => (known === undefined ? giveBack(asked) : waitingFor(known));
    if (!isFresh(asked.body.begunAt, now())) return otherwise();
    try {
      return newsOf(knownNow(await begin(asked)), asked.body.continues ? undefined : reference);
    } catch (error) {
      if (error instanceof CardUnavailable && error.gone) return otherwise();
      throw error;
    }
  }

  async function lookUpModification({ what, ...asked }: ModifyAsked & { readonly what: 'capture' | 'void' | 'refund' }): Promise<Modification> {
    if (isFresh(asked.body.begunAt, now())) return changedNow(await modify[what](asked));
    return { state: 'unknown', detail: 'Adyen tells it by its webhook, and by the settlement details report at last' };
  }

  return {
    authorise: authorised(begin),
    capture: modified(modify.capture),
    void: modified(modify.void),
    refund: modified(modify.refund),
    lookUpAuthorisation: authorised(lookUpAuthorisation, 'unknown'),
    lookUpModification: modified(lookUpModification, 'unknown'),
    readWebhook: async (webhook) => readAdyenWebhook(webhook, account()),
  };
}

/** Another request than the payment's has another key, of at most 64 characters. */
const lookUpKey = (key: string): string => `l-${key}`.slice(0, 64);
