/** Adyen's SDK, with what it answers and throws brought to replies. */
import { CheckoutAPI, Client, EnvironmentEnum, type Types } from '@adyen/api-library';
import type { SentCancel, SentTo } from './modify.ts';
import type { Sent } from './pay.ts';
import { AdyenAnswer, adyenHttp } from './http.ts';
import type { AdyenReply } from './replies.ts';

type Checkout = typeof Types.checkout;
type Model<Name extends keyof Checkout> = Checkout[Name] extends abstract new (...args: never) => infer Instance ? Instance : never;

export interface AdyenSend {
  readonly pay: (sent: Sent<Model<'PaymentRequest'>>) => Promise<AdyenReply<Model<'PaymentResponse'>>>;
  readonly proceed: (sent: Sent<Model<'PaymentDetailsRequest'>>) => Promise<AdyenReply<Model<'PaymentDetailsResponse'>>>;
  readonly capture: (sent: SentTo<Model<'PaymentCaptureRequest'>>) => Promise<AdyenReply<Model<'PaymentCaptureResponse'>>>;
  readonly cancel: (sent: SentCancel) => Promise<AdyenReply<Model<'PaymentCancelResponse'> | Model<'StandalonePaymentCancelResponse'>>>;
  readonly refund: (sent: SentTo<Model<'PaymentRefundRequest'>>) => Promise<AdyenReply<Model<'PaymentRefundResponse'>>>;
}

async function reply<Body extends object>(call: () => Promise<Body>): Promise<AdyenReply<Body>> {
  try {
    return { kind: 'answered', status: 200, body: await call() };
  } catch (error) {
    // Whatever else the SDK met with, the request may have gone out before.
    return error instanceof AdyenAnswer ? error.reply : { kind: 'no-answer', why: 'its answer could not be read' };
  }
}

export interface AdyenProps {
  /** `ADYEN_CHECKOUT_URL`. */
  readonly url: string;
  readonly apiKey: () => string;
  /** Milliseconds for a whole request. */
  readonly timeout: number;
}

/** The environment only chooses among Adyen's own hosts, and ours is chosen by the client beneath. */
export function adyenSend(props: AdyenProps): AdyenSend {
  const checkout = new CheckoutAPI(new Client({ environment: EnvironmentEnum.TEST, apiKey: 'is set with each request' }, adyenHttp(props)));
  // Each access makes a new one.
  const { PaymentsApi: payments, ModificationsApi: modifications } = checkout;
  return {
    pay: ({ body, key }) => reply(() => payments.payments(body, { idempotencyKey: key })),
    proceed: ({ body, key }) => reply(() => payments.paymentsDetails(body, { idempotencyKey: key })),
    capture: ({ payment, body, key }) => reply(() => modifications.captureAuthorisedPayment(payment, body, { idempotencyKey: key })),
    cancel: (sent) => reply<Model<'PaymentCancelResponse'> | Model<'StandalonePaymentCancelResponse'>>(() => ('payment' in sent ? modifications.cancelAuthorisedPaymentByPspReference(sent.payment, sent.body, { idempotencyKey: sent.key }) : modifications.cancelAuthorisedPayment(sent.body, { idempotencyKey: sent.key }))),
    refund: ({ payment, body, key }) => reply(() => modifications.refundCapturedPayment(payment, body, { idempotencyKey: key })),
  };
}
