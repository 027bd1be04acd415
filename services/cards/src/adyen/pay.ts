/** Authorising at Adyen, and going on when the payer is back. Pure halves. */
import { Types } from '@adyen/api-library';
import type { Authorisation, Authorise } from '../../../kit/provider/contract.ts';
import type { AuthoriseAsked, Exchange } from '../../../kit/provider/exchange.ts';
import type { Card } from '../card.ts';
import { toUnits } from '../units.ts';
import { authenticationOf } from './authentication.ts';
import { declineOf } from './declines.ts';
import { authorisationOf, type PaymentAnswer } from './payment.ts';
import { read, type AdyenFault, type AdyenReply } from './replies.ts';
import { adyenUnits } from './units.ts';

const { ApplePayDetails, CardDetails, GooglePayDetails, PaymentRequest } = Types.checkout;

export interface Sent<Body> {
  readonly body: Body;
  readonly key: string;
}

export interface PayAsked extends AuthoriseAsked {
  readonly merchantAccount: string;
  readonly card?: Card;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Apple's payment data go as base64, Google's token as it is. */
function methodOf({ instrument }: Authorise, card: Card | undefined): Types.checkout.PaymentRequest['paymentMethod'] {
  if (card) return { type: CardDetails.TypeEnum.Scheme, number: card.number, expiryMonth: two(card.expiry.month), expiryYear: String(card.expiry.year), ...('holder' in instrument && instrument.holder !== undefined && { holderName: instrument.holder }) };
  const token = 'token' in instrument ? instrument.token : '';
  if (instrument.method === 'apple-pay') return { type: ApplePayDetails.TypeEnum.Applepay, applePayToken: /^\s*\{/.test(token) ? Buffer.from(token).toString('base64') : token };
  return { type: GooglePayDetails.TypeEnum.Googlepay, googlePayToken: token };
}

const channels = { web: PaymentRequest.ChannelEnum.Web, mobile: PaymentRequest.ChannelEnum.Web, store: PaymentRequest.ChannelEnum.Web } as const;

function payerOf({ payer, country }: Authorise) {
  return {
    ...(payer?.address !== undefined && { shopperIP: payer.address }),
    ...(payer?.language !== undefined && { shopperLocale: payer.language.replace('-', '_') }),
    ...(country !== undefined && { countryCode: country }),
  };
}

/** A payment that is taken at once is captured without a delay; the other one waits for us, whatever the account's own setting. */
const captureFields = { automatic: { fields: { captureDelayHours: 0 }, more: {} }, manual: { fields: {}, more: { manualCapture: 'true' } } } as const;

/** Adyen wants an address to come back to with every payment, also where nobody will. */
const nowhere = 'https://guichet.example/return';

type PaymentFault = PaymentAnswer | AdyenFault;

export const pay: Exchange<PayAsked, Sent<Types.checkout.PaymentRequest>, Authorisation, PaymentFault> = {
  request: ({ body, key, merchantAccount, card }) => {
    const { fields, more } = captureFields[body.capture];
    const authentication = authenticationOf(body.authentication);
    return {
      key,
      body: {
        merchantAccount,
        reference: body.attempt,
        amount: { value: toUnits(adyenUnits, body.amount), currency: body.amount.currency },
        paymentMethod: methodOf(body, card),
        returnUrl: body.returnAddress ?? nowhere,
        channel: channels[body.channel],
        ...fields,
        ...payerOf(body),
        ...authentication.fields,
        additionalData: { ...more, ...authentication.more },
        metadata: { payment: body.payment },
      },
    };
  },
  response: (reply, { body }) => answered(reply, body),
};

/** The values of the return address, and of the component, that Adyen has a name for; nothing else that a browser says is passed on. */
const told = ['redirectResult', 'threeDSResult', 'payload', 'MD', 'PaRes'] as const;

export const proceed: Exchange<AuthoriseAsked, Sent<Types.checkout.PaymentDetailsRequest>, Authorisation, PaymentFault> = {
  request: ({ body, key }) => {
    const returned = body.continues?.returned ?? {};
    return { key, body: { details: Object.fromEntries(told.flatMap((name) => (returned[name] === undefined ? [] : [[name, returned[name]]]))) } };
  },
  response: (reply, { body }) => {
    const answer = answered(reply, body);
    // What the browser brought is not good, or not there: the payment itself waits as before.
    return answer.state === 'not-processed' && reply.kind === 'answered' && reply.status < 500 && reply.status >= 400 ? { state: 'pending', ...(body.continues && { reference: body.continues.reference }), ...(answer.detail !== undefined && { detail: answer.detail }) } : answer;
  },
};

/** Error codes of a card that cannot be one. */
const instrumentFaults: ReadonlyMap<string, string> = new Map([['101', '8'], ['103', '24'], ['129', '6'], ['140', '6'], ['141', '6'], ['138', '10']]);

function answered(reply: AdyenReply<PaymentAnswer>, body: Authorise): Authorisation {
  const answer = read(reply);
  if (answer.what === 'done') return authorisationOf(answer.body, body);
  if (answer.what === 'unknown') return { state: 'unknown', detail: answer.why };
  if (answer.what === 'not-done') return { state: 'not-processed', detail: answer.why };
  const { errorCode, status } = answer.fault;
  const reason = instrumentFaults.get(errorCode ?? '');
  if (reason !== undefined) return { state: 'declined', decline: { ...declineOf(reason), providerCode: errorCode ?? reason } };
  return { state: 'not-processed', detail: `Adyen answered ${status} ${errorCode ?? 'without a code'}` };
}
