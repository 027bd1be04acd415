/** The payments that the bank knows, and how they go on: by the payer, by the clock, by the bank. */
import type { Clock } from '../frame/clock.ts';
import type { Random } from '../frame/random.ts';

export interface Payment {
  readonly id: string;
  readonly product: string;
  readonly requestId: string;
  /** Minor units of euros. */
  readonly amount: bigint;
  readonly endToEndIdentification: string;
  readonly debtor: string;
  /** As it was initiated, for who reads it again. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly exempted: boolean;
  readonly approach: 'REDIRECT' | 'DECOUPLED';
  readonly returnTo: { readonly ok?: string; readonly nok?: string };
  readonly at: Date;
  status: string;
  /** Of the payment's authorisation, once it was started. */
  sca?: { readonly id: string; status: string };
  cancellation?: { readonly id: string; status: string };
  /** When it was booked to the account of who is paid. */
  booked?: Date;
}

/** In milliseconds. */
const pace = { checked: 1_000, executed: 3_000, scaLimit: 15 * 60_000 } as const;

const finished = new Set(['ACSC', 'ACCC', 'RJCT', 'CANC']);

export const isFinished = ({ status }: Payment): boolean => finished.has(status);

/** Whether money has moved. */
export const isExecuted = ({ booked }: Payment): boolean => booked !== undefined;

export interface Payments {
  readonly all: () => readonly Payment[];
  readonly add: (payment: Omit<Payment, 'id' | 'at' | 'status' | 'sca' | 'cancellation' | 'booked'>) => Payment;
  readonly startSca: (payment: Payment) => Payment;
  readonly approve: (payment: Payment) => void;
  readonly reject: (payment: Payment) => void;
  /** `asks`: whether the payer must approve it. */
  readonly cancel: (payment: Payment, asks: boolean) => 'done' | 'asked' | 'too-late';
  readonly approveCancellation: (payment: Payment) => void;
}

export function createPayments(clock: Clock, random: Random): Payments {
  const payments: Payment[] = [];
  const later = (milliseconds: number, work: () => void): void => clock.at(new Date(clock.now().getTime() + milliseconds), work);

  const book = (payment: Payment, status: string): void => {
    payment.status = status;
    payment.booked = clock.now();
  };

  /** Approved, or exempted: valid first, executed a little later; an instant one at once. */
  function execute(payment: Payment): void {
    if (payment.product.startsWith('instant')) return book(payment, 'ACCC');
    payment.status = 'ACTC';
    later(pace.checked, () => {
      if (payment.status === 'ACTC') payment.status = 'ACSP';
    });
    later(pace.executed, () => {
      if (payment.status === 'ACSP') book(payment, 'ACSC');
    });
  }

  return {
    all: () => payments,
    add: (known) => {
      const payment: Payment = { ...known, id: random.uuid(), at: clock.now(), status: 'RCVD' };
      payments.push(payment);
      return payment;
    },
    startSca: (payment) => {
      if (payment.sca) return payment;
      payment.sca = { id: random.uuid(), status: payment.exempted ? 'exempted' : 'received' };
      if (payment.exempted) execute(payment);
      later(pace.scaLimit, () => {
        if (payment.status === 'RCVD') payment.status = 'RJCT';
      });
      return payment;
    },
    approve: (payment) => {
      if (payment.status !== 'RCVD' || !payment.sca) return;
      payment.sca.status = 'finalised';
      execute(payment);
    },
    reject: (payment) => {
      if (payment.status !== 'RCVD' || !payment.sca) return;
      payment.sca.status = 'failed';
      payment.status = 'RJCT';
    },
    cancel: (payment, asks) => {
      if (payment.status === 'CANC') return 'done';
      if (isFinished(payment) || payment.status === 'ACSP') return 'too-late';
      if (asks && payment.sca?.status === 'finalised') return 'asked';
      payment.status = 'CANC';
      return 'done';
    },
    approveCancellation: (payment) => {
      if (!payment.cancellation || isFinished(payment)) return;
      payment.cancellation.status = 'finalised';
      payment.status = 'CANC';
    },
  };
}
