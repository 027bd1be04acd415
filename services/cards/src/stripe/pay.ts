/** Authorising at Stripe: the card as a PaymentMethod first, which moves no money, and then the PaymentIntent. Pure halves. */
import type Stripe from 'stripe';
import type { Authorisation, Authorise } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange } from '../../../kit/provider/exchange.ts';
import type { Card } from '../card.ts';
import { toUnits } from '../units.ts';
import { declineOf } from './declines.ts';
import { authorisationOf } from './intent.ts';
import { read, type StripeFault } from './replies.ts';
import { stripeUnits } from './units.ts';

/** Parameters, and the key under which Stripe does them once. */
export interface Sent<Params> {
  readonly params: Params;
  readonly key: string;
}

/** What is paid with, as Stripe takes it; `unreadable` says why there is none. */
type Source = { readonly method: string } | { readonly create: Stripe.PaymentMethodCreateParams } | { readonly unreadable: string };

const holderOf = (body: Authorise) => ('holder' in body.instrument && body.instrument.holder !== undefined ? { billing_details: { name: body.instrument.holder } } : {});

/** Stripe's client libraries give `pm_…` or `tok_…`; Google Pay's gateway `stripe` gives a JSON text with the token's id. */
function walletSource(token: string): Source {
  const id = /^\s*\{/.test(token) ? /"id"\s*:\s*"(tok_[A-Za-z0-9_]{1,64})"/.exec(token)?.[1] : token;
  if (id !== undefined && /^pm_[A-Za-z0-9_]{1,64}$/.test(id)) return { method: id };
  if (id !== undefined && /^tok_[A-Za-z0-9_]{1,64}$/.test(id)) return { create: { type: 'card', card: { token: id } } };
  return { unreadable: 'Stripe takes a wallet’s token as its own client libraries give it: pm_…, tok_…, or the JSON of Google Pay’s gateway "stripe"' };
}

export function sourceOf(body: Authorise, card: Card | undefined): Source {
  const { instrument } = body;
  if (card) return { create: { type: 'card', card: { number: card.number, exp_month: card.expiry.month, exp_year: card.expiry.year }, ...holderOf(body) } };
  if ('token' in instrument) return walletSource(instrument.token);
  return { unreadable: `Stripe’s route takes cards and network wallets, not ${instrument.method}` };
}

/** Both in one place, since the second is only sent when the first went well. */
export interface PayAsked extends AuthoriseAsked {
  readonly method: string;
}

type CardOptions = NonNullable<NonNullable<Stripe.PaymentIntentCreateParams['payment_method_options']>['card']>;

/**
 * PSD2's decision in Stripe's fields. Stripe has none for a named exemption: by `automatic` its own rules claim low value and risk analysis, and answer a
 * refusal of the issuer's with a challenge.
 */
function authenticationOf({ authentication }: Authorise): { readonly options: CardOptions; readonly offSession?: true } {
  if (authentication.decision === 'challenge') return { options: { request_three_d_secure: 'challenge' } };
  if (authentication.decision !== 'out-of-scope') return authentication.decision === 'exempt' && authentication.exemption === 'recurring' ? { options: {}, offSession: true } : { options: { request_three_d_secure: 'automatic' } };
  if (authentication.because === 'mail-or-telephone') return { options: { moto: true } };
  return authentication.because === 'merchant-initiated' ? { options: {}, offSession: true } : { options: { request_three_d_secure: 'automatic' } };
}

export const pay: Exchange<PayAsked, Sent<Stripe.PaymentIntentCreateParams>, Authorisation, Stripe.PaymentIntent | StripeFault> = {
  request: ({ body, method, key }) => {
    const { options, offSession } = authenticationOf(body);
    const challengeable = body.returnAddress !== undefined && offSession === undefined;
    return {
      key,
      params: {
        amount: toUnits(stripeUnits, body.amount),
        currency: body.amount.currency.toLowerCase(),
        confirm: true,
        capture_method: body.capture,
        payment_method: method,
        allowed_payment_method_types: ['card'],
        payment_method_options: { card: { ...options, ...(body.capture === 'manual' && { request_multicapture: 'if_available' }) } },
        // Found again by these where an answer was lost.
        metadata: { payment: body.payment, attempt: body.attempt },
        ...(body.returnAddress !== undefined && offSession === undefined && { return_url: body.returnAddress }),
        ...(offSession && { off_session: true }),
        // Without a way back, a challenge could only be left open: it is a refusal then.
        ...(!challengeable && offSession === undefined && { error_on_requires_action: true }),
        expand: ['latest_charge'],
      },
    };
  },
  response: (reply) => {
    const answer = read(reply);
    if (answer.what === 'done') return authorisationOf(answer.body);
    if (answer.what === 'refused') return refused(answer.error);
    return { state: answer.what === 'unknown' ? 'unknown' : 'not-processed', detail: answer.why };
  },
};

function refused(error: StripeFault['error']): Authorisation {
  const intent = error.payment_intent;
  return { ...(intent && authorisationOf(intent)), state: 'declined', decline: declineOf(error) };
}

/** The making of a PaymentMethod: an identifier, or what the authorisation is without one. It moves no money, so that a lost answer is no unknown payment. */
export const makeMethod: Exchange<{ readonly create: Stripe.PaymentMethodCreateParams; readonly key: string }, Sent<Stripe.PaymentMethodCreateParams>, { readonly method: string } | Authorisation, Stripe.PaymentMethod | StripeFault> = {
  request: ({ create, key }) => ({ params: create, key: `${key}-method` }),
  response: (reply) => {
    const answer = read(reply);
    if (answer.what === 'done') return { method: answer.body.id };
    if (answer.what === 'refused') return refused(answer.error);
    return { state: 'not-processed', detail: answer.why };
  },
};
