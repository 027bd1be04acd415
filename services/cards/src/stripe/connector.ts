/** The route `stripe`: the exchanges with the SDK between them. */
import type { Authorisation, Authorise, Modification } from '../../../kit/provider/contract.ts';
import { ask, type AuthoriseAsked, type Connector, type ModifyAsked } from '../../../kit/provider/exchange.ts';
import { cardOf, type Vault } from '../card.ts';
import { authorised, changedNow, isFresh, knownNow, modified } from '../guards.ts';
import { findChange, findIntent, findRefund, retrieve } from './find.ts';
import { capture, cancel, refund } from './modify.ts';
import { makeMethod, pay, sourceOf } from './pay.ts';
import type { StripeSend } from './send.ts';
import { read, type StripeReply } from './replies.ts';
import { authorisationOf } from './intent.ts';
import { readStripeWebhook } from './webhook.ts';

export interface StripeConnectorProps {
  /** Made anew for each operation. */
  readonly sender: () => StripeSend;
  readonly vault: Vault;
  /** Signing secrets of the webhook endpoint, as they are now; more than one while one is rolled. */
  readonly webhookSecrets: () => readonly string[];
  readonly now: () => Date;
}

type Session = Omit<Connector, 'readWebhook'>;

/**
 * Once more where no answer came, of what moves no money and is done once under its key: that the other side has just closed a kept connection is no
 * reason to give the route up.
 */
const twice = <Sent, Body>(send: (sent: Sent) => Promise<StripeReply<Body>>) => async (sent: Sent): Promise<StripeReply<Body>> => {
  const reply = await send(sent);
  return reply.kind === 'no-answer' ? send(sent) : reply;
};

/** One operation, whose requests have one time limit. */
function sessionOf(send: StripeSend, { vault, now }: Pick<StripeConnectorProps, 'vault' | 'now'>): Session {
  const modify = { capture: (asked: ModifyAsked) => ask(capture, send.capture, asked), void: (asked: ModifyAsked) => ask(cancel, send.cancel, asked), refund: (asked: ModifyAsked) => ask(refund, send.refund, asked) };

  async function methodOf(body: Authorise, key: string): Promise<{ readonly method: string } | Authorisation> {
    const source = sourceOf(body, await cardOf(vault, body.instrument, key));
    if ('unreadable' in source) return { state: 'not-processed', detail: source.unreadable };
    return 'method' in source ? source : ask(makeMethod, twice(send.makeMethod), { create: source.create, key });
  }

  async function begin({ body, key }: AuthoriseAsked): Promise<Authorisation> {
    const source = await methodOf(body, key);
    return 'method' in source ? ask(pay, send.pay, { body, key, method: source.method }) : source;
  }

  /** What the payer's browser told is not read: the intent says what became of it. */
  async function continued(reference: string, key: string): Promise<Authorisation> {
    const reply = await send.retrieve(reference);
    const answer = read(reply);
    if (answer.what !== 'done' || answer.body.status !== 'requires_confirmation') return retrieve.response(reply, reference);
    const confirmed = read(await send.confirm({ intent: reference, key, params: { expand: ['latest_charge'] } }));
    return confirmed.what === 'done' ? authorisationOf(confirmed.body) : ask(retrieve, send.retrieve, reference);
  }

  async function lookUpAuthorisation({ body, key, reference }: AuthoriseAsked & { readonly reference?: string }): Promise<Authorisation> {
    const known = reference ?? body.continues?.reference;
    if (known !== undefined) return ask(retrieve, send.retrieve, known);
    const found = await ask(findIntent, send.list, { body, key });
    // A request of ours may be on its way still: the same one again, under the same key, cannot be done twice.
    return found.state === 'not-found' && isFresh(body.begunAt, now()) ? knownNow(await begin({ body, key })) : found;
  }

  async function lookUpModification({ what, ...asked }: ModifyAsked & { readonly what: 'capture' | 'void' | 'refund' }): Promise<Modification> {
    const found = what === 'refund' ? await ask(findRefund, send.listRefunds, asked) : await ask(findChange, send.retrieve, { ...asked, what });
    return found.state === 'not-found' && isFresh(asked.body.begunAt, now()) ? changedNow(await modify[what](asked)) : found;
  }

  return { ...modify, authorise: ({ body, key }) => (body.continues ? continued(body.continues.reference, key) : begin({ body, key })), lookUpAuthorisation, lookUpModification };
}

export function stripeConnector({ sender, vault, webhookSecrets, now }: StripeConnectorProps): Connector {
  const session = (): Session => sessionOf(sender(), { vault, now });
  return {
    authorise: authorised((asked) => session().authorise(asked)),
    capture: modified((asked) => session().capture(asked)),
    void: modified((asked) => session().void(asked)),
    refund: modified((asked) => session().refund(asked)),
    lookUpAuthorisation: authorised((asked) => session().lookUpAuthorisation(asked), 'unknown'),
    lookUpModification: modified((asked) => session().lookUpModification(asked), 'unknown'),
    readWebhook: async (webhook, at) => ({ notices: [readStripeWebhook(webhook, webhookSecrets(), at)] }),
  };
}
