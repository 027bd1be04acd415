/** One merchant's PayPal account and all that was done in it. */

export interface Money {
  readonly currency_code: string;
  readonly value: string;
}

export interface Order {
  readonly id: string;
  readonly intent: 'AUTHORIZE' | 'CAPTURE';
  readonly created: Date;
  readonly referenceId: string;
  readonly amount: Money;
  readonly customId: string | undefined;
  readonly invoiceId: string | undefined;
  readonly returnUrl: string | undefined;
  readonly cancelUrl: string | undefined;
  status: string;
  /** With which issue the payer's instrument will be refused. */
  refusal: string | undefined;
  authorization: Authorization | undefined;
  readonly captures: Capture[];
}

export interface Authorization {
  readonly id: string;
  readonly order: Order;
  readonly amount: Money;
  readonly created: Date;
  readonly expires: Date;
  updated: Date;
  status: string;
}

export interface Capture {
  readonly id: string;
  readonly order: Order;
  readonly amount: Money;
  readonly invoiceId: string | undefined;
  readonly final: boolean;
  readonly created: Date;
  readonly refunds: Refund[];
  status: string;
}

export interface Refund {
  readonly id: string;
  readonly capture: Capture;
  readonly amount: Money;
  readonly invoiceId: string | undefined;
  readonly customId: string | undefined;
  readonly created: Date;
  status: string;
}

export interface Account {
  readonly orders: Map<string, Order>;
  readonly authorizations: Map<string, Authorization>;
  readonly captures: Map<string, Capture>;
  readonly refunds: Map<string, Refund>;
  /** What was made by a PayPal-Request-Id: the same again is answered by its latest state. */
  readonly made: Map<string, { readonly latest: () => unknown; readonly until: number }>;
  /** Orders, authorizations and captures of which an earlier request is still running. */
  readonly busy: Set<string>;
}

export const newAccount = (): Account => ({ orders: new Map(), authorizations: new Map(), captures: new Map(), refunds: new Map(), made: new Map(), busy: new Set() });

/** In hundredths of the smallest unit anybody uses, so that sums are whole numbers. */
export const units = ({ value }: Money): bigint => {
  const [whole = '0', places = ''] = value.split('.');
  return BigInt(whole + places.padEnd(3, '0').slice(0, 3));
};

export const sumOf = (all: readonly { readonly amount: Money; readonly status: string }[]): bigint => all.filter(({ status }) => status !== 'DECLINED' && status !== 'FAILED').reduce((sum, { amount }) => sum + units(amount), 0n);
