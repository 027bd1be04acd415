/** A payment at the terminal: begun by the till, ended by the customer, by an abort, or by nobody coming. */
import { fromMajor, toMajor } from '../../kit/money.ts';
import type { Device, Payment, Shop } from './device.ts';
import { answer, failure, success, type Answer, type Header, type PaymentRequest, type Response } from './messages.ts';
import { testOutcomeOf } from './test-amounts.ts';

/** In milliseconds: until the customer comes who comes by themselves, and until the terminal waits no longer. */
const patience = { customer: 1_500, terminal: 60_000 } as const;

/** Every other PIN is a wrong one. */
export const rightPin = '1234';

/** `undefined` for what the currency does not have, such as half a cent. */
export function minorOf(value: number, currency: string): bigint | undefined {
  try {
    return fromMajor(String(value), currency).minor;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export const majorOf = (minor: bigint, currency: string): number => Number(toMajor({ minor, currency }));

export const currencyOf = ({ request }: Payment): string => request.PaymentTransaction.AmountsReq.Currency;

const letters = 'BCDFGHJKLMNPQRSTVWXZ0123456789';

interface Ending {
  readonly response: (references: { readonly psp: string }) => Response;
  readonly approved: boolean;
}

const result = ({ header, minor, request }: Payment, psp: string, at: string) => ({
  PaymentType: 'Normal',
  PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData: { PaymentBrand: 'visa', MaskedPan: '411111 **** 1111', EntryMode: ['ICC'] } },
  AmountsResp: { Currency: request.PaymentTransaction.AmountsReq.Currency, AuthorizedAmount: majorOf(minor, request.PaymentTransaction.AmountsReq.Currency) },
  OnlineFlag: true,
  AuthenticationMethod: ['OnlinePIN'],
  PaymentAcquirerData: { MerchantID: 'GuichetPOS', AcquirerPOIID: header.POIID, AcquirerTransactionID: { TransactionID: psp, TimeStamp: at }, ApprovalCode: '123456' },
});

function end({ clock, random }: Shop, device: Device, payment: Payment, { response, approved }: Ending): void {
  if (payment.over) return;
  const [tender, psp, at] = [random.text(letters, 12), random.text(letters, 16), clock.now()];
  const said = response({ psp });
  const { header, request: { SaleData } } = payment;
  payment.over = {
    tender, at, result: said.ErrorCondition ?? said.Result, ...(approved && { psp }),
    answer: answer(header, {
      PaymentResponse: {
        Response: said,
        SaleData: { SaleTransactionID: SaleData.SaleTransactionID },
        POIData: { POITransactionID: { TransactionID: approved ? `${tender}.${psp}` : tender, TimeStamp: at.toISOString() } },
        ...(approved && { PaymentResult: result(payment, psp, at.toISOString()) }),
      },
    }),
  };
  if (device.current === payment) delete device.current;
  for (const ended of payment.ended.splice(0)) ended(payment);
}

const refused = (condition: string, additional: Readonly<Record<string, string>> = {}): Ending => ({ approved: false, response: () => failure(condition, additional) });

export interface Begin {
  readonly header: Header;
  readonly request: PaymentRequest;
  readonly declined: boolean;
}

export function begin(shop: Shop, device: Device, { header, request, declined }: Begin): Payment {
  const { clock } = shop;
  const { Currency, RequestedAmount } = request.PaymentTransaction.AmountsReq;
  const minor = minorOf(RequestedAmount, Currency);
  const payment: Payment = { header, request, minor: minor ?? 0n, at: clock.now(), declined, card: 'none', wrongPins: 0, ended: [] };
  device.payments.push(payment);
  if (minor === undefined) end(shop, device, payment, refused('MessageFormat'));
  else if (!device.sessions.has(header.SaleID)) end(shop, device, payment, refused('LoggedOut'));
  else if (device.current) end(shop, device, payment, refused('Busy'));
  else {
    device.current = payment;
    clock.at(new Date(clock.now().getTime() + patience.terminal), () => end(shop, device, payment, refused('Cancel', { message: 'nobody came' })));
    clock.at(new Date(clock.now().getTime() + patience.customer), () => {
      if (device.customer === 'pays' && payment.card === 'none') pays(shop, device);
    });
  }
  return payment;
}

const current = ({ poi, current: payment }: Device): Payment => {
  if (!payment) throw new Error(`nothing is asked for at the terminal ${poi}`);
  return payment;
};

export const insert = (device: Device): void => void (current(device).card = 'inserted');

export function enterPin(shop: Shop, device: Device, pin: string): 'asked again' | 'over' {
  const payment = current(device);
  if (payment.card !== 'inserted') throw new Error(`no card is in the terminal ${device.poi}`);
  if (pin !== rightPin) {
    payment.wrongPins += 1;
    if (payment.wrongPins < 3) return 'asked again';
    end(shop, device, payment, refused('WrongPIN', { refusalReason: 'PIN_TRIES_EXCEEDED' }));
    return 'over';
  }
  const outcome = payment.declined ? { condition: 'Refusal', reason: 'DECLINED' } : testOutcomeOf(payment.minor);
  end(shop, device, payment, outcome ? refused(outcome.condition, { refusalReason: outcome.reason }) : { approved: true, response: ({ psp }) => success({ pspReference: psp }) });
  return 'over';
}

export function pays(shop: Shop, device: Device): void {
  insert(device);
  enterPin(shop, device, rightPin);
}

export const cancelled = (shop: Shop, device: Device): void => end(shop, device, current(device), refused('Cancel', { refusalReason: 'CANCELLED' }));

export function aborted(shop: Shop, device: Device, payment: Payment | undefined): void {
  // With the card in and the PIN on its way it may be too late; here it is not before the end.
  if (payment) end(shop, device, payment, refused('Aborted'));
}

export function becomesStrange(device: Device): void {
  const payment = device.payments.at(-1);
  if (payment?.over) payment.over = { ...payment.over, answer: answer(payment.header, { PaymentResponse: { Response: { Result: 'Deferred', ErrorCondition: 'Deferred' } } }) };
}

/** Its answer, when it is over. */
export const answered = (payment: Payment): Promise<Answer> => new Promise((resolve) => (payment.over ? resolve(payment.over.answer) : void payment.ended.push(({ over }) => over && resolve(over.answer))));
