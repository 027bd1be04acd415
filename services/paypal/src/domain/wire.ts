/** What is said to PayPal and what it says, as far as we read it: fields as the SDK names them, states as plain words. */
import type { CaptureRequest, OrderRequest, RefundRequest } from '@paypal/paypal-server-sdk';
import type { PaypalMoney } from './amount.ts';

export type Sent =
  | { readonly call: 'create-order'; readonly key: string; readonly body: OrderRequest }
  | { readonly call: 'authorize-order' | 'capture-order'; readonly key: string; readonly id: string }
  | { readonly call: 'capture'; readonly key: string; readonly id: string; readonly body: CaptureRequest }
  | { readonly call: 'void'; readonly key: string; readonly id: string }
  | { readonly call: 'refund'; readonly key: string; readonly id: string; readonly body: RefundRequest }
  | { readonly call: 'get-order' | 'get-authorization' | 'get-capture' | 'get-refund'; readonly id: string };

interface Named {
  readonly id?: string;
  readonly status?: string;
  readonly amount?: PaypalMoney;
  readonly invoiceId?: string;
  readonly createTime?: string;
  readonly updateTime?: string;
  readonly supplementaryData?: { readonly relatedIds?: { readonly orderId?: string } };
}

export interface AuthorizationSaid extends Named {
  readonly expirationTime?: string;
}

export interface CaptureSaid extends Named {
  readonly processorResponse?: { readonly responseCode?: string };
}

export type RefundSaid = Named;

export interface UnitSaid {
  readonly amount?: PaypalMoney;
  readonly customId?: string;
  readonly payments?: { readonly authorizations?: readonly AuthorizationSaid[]; readonly captures?: readonly CaptureSaid[]; readonly refunds?: readonly RefundSaid[] };
}

export interface OrderSaid {
  readonly id?: string;
  readonly status?: string;
  readonly purchaseUnits?: readonly UnitSaid[];
  readonly links?: readonly { readonly href: string; readonly rel: string }[];
}

/** A refusal: `{name, details: [{issue}], links}`. */
export interface ProblemSaid {
  readonly name: string;
  readonly issues: readonly string[];
  /** Where the payer chooses another instrument. */
  readonly redirect?: string;
}

/** Each call is answered by what it is about, or by a refusal. */
export interface Said {
  readonly order?: OrderSaid;
  readonly authorization?: AuthorizationSaid;
  readonly capture?: CaptureSaid;
  readonly refund?: RefundSaid;
  readonly problem?: ProblemSaid;
}
