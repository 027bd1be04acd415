/** Payments: authorised, refused, or sent to their issuer for 3-D Secure. */
import type { Incoming } from '../frame/part.ts';
import type { Account, Payment } from './account.ts';
import { bodyOf, Details, minorOf, Payment as PaymentShape, type PaymentBody } from './bodies.ts';
import { authenticationRequired, brandOf, declined, notAuthenticated, refusalOf, wantsChallenge, type Refusal } from './cards.ts';
import { Refused } from './errors.ts';

export interface Asking {
  readonly account: Account;
  readonly address: string;
}

/** Given in the clear, or as a test value that stands for an encrypted one. */
const numberOf = ({ paymentMethod: { number, encryptedCardNumber } }: PaymentBody): string | undefined => number ?? encryptedCardNumber?.replace(/^test_/, '');

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, i) => total + (i % 2 === 0 ? Number(digit) : Number(digit) * 2 - (Number(digit) > 4 ? 9 : 0)), 0);
  return /^\d{12,19}$/.test(number) && sum % 10 === 0;
}

function check(body: PaymentBody, account: Account): void {
  if (body.merchantAccount !== account.merchantAccount) throw new Refused(403, '901', 'Invalid Merchant Account', { type: 'security' });
  if (minorOf(body.amount) < 0n) throw new Refused(422, '137', 'Invalid amount specified');
  const { type, applePayToken, googlePayToken } = body.paymentMethod;
  if (type === 'applepay' || type === 'googlepay') {
    if (!applePayToken && !googlePayToken) throw new Refused(422, '14_030', 'The wallet’s token is not provided.');
    return;
  }
  const number = numberOf(body);
  if (type !== 'scheme' || number === undefined) throw new Refused(422, '14_004', 'Missing payment method details');
  if (!passesLuhn(number)) throw new Refused(422, '101', 'Invalid card number');
  if (body.paymentMethod.number !== undefined && (!body.paymentMethod.expiryMonth || !body.paymentMethod.expiryYear)) throw new Refused(422, '129', 'Expiry Date Invalid');
}

const answerOf = ({ psp, reference, amount, brand }: Payment, more: object): object => ({ pspReference: psp, merchantReference: reference, amount, paymentMethod: { brand, type: 'scheme' }, ...more });

function refuse(account: Account, payment: Payment, { code, reason, resultCode, raw }: Refusal): object {
  payment.state = 'refused';
  account.tell({ amount: payment.amount, eventCode: 'AUTHORISATION', merchantReference: payment.reference, pspReference: payment.psp, paymentMethod: payment.brand, reason, success: 'false', additionalData: { refusalReasonRaw: raw } });
  return answerOf(payment, { resultCode, refusalReason: reason, refusalReasonCode: code, additionalData: { refusalReasonRaw: raw } });
}

function authorise(account: Account, payment: Payment, more: Readonly<Record<string, string>>): object {
  payment.state = 'authorised';
  payment.authorisedAt = account.now().getTime();
  const { psp, reference, amount, brand } = payment;
  account.note({ what: 'authorisation', reference: psp, ours: reference, amount, state: 'Authorised' });
  account.tell({ amount, eventCode: 'AUTHORISATION', merchantReference: reference, pspReference: psp, paymentMethod: brand, reason: '033899:1111:03/2030', success: 'true', operations: payment.automatic ? ['REFUND'] : ['CANCEL', 'CAPTURE', 'REFUND'] });
  if (payment.automatic) {
    payment.captured = amount.value;
    account.movements.push({ payment, psp, reference, type: 'Settled', amount, at: account.now(), settled: false });
    account.note({ what: 'capture', reference: psp, ours: reference, of: psp, amount, state: 'SettleScheduled' });
  }
  return answerOf(payment, { resultCode: 'Authorised', additionalData: more });
}

/** Whether the payer is sent to the issuer, or the issuer refuses without. */
function challengeOf(body: PaymentBody): 'challenge' | 'refusal' | undefined {
  const { authenticationData, shopperInteraction = 'Ecommerce' } = body;
  const wanted = wantsChallenge(numberOf(body));
  if (shopperInteraction !== 'Ecommerce') return undefined;
  if (authenticationData?.attemptAuthentication === 'always') return 'challenge';
  if (wanted && authenticationData?.attemptAuthentication === 'never') return 'refusal';
  return wanted ? 'challenge' : undefined;
}

function challenge({ account, address }: Asking, payment: Payment, native: boolean): object {
  if (!native) return answerOf(payment, { resultCode: 'RedirectShopper', action: { type: 'redirect', method: 'GET', paymentMethodType: 'scheme', url: `${address}/threeDS/${payment.psp}` } });
  return answerOf(payment, { resultCode: 'ChallengeShopper', action: { type: 'threeDS2', subtype: 'challenge', paymentMethodType: 'scheme', token: account.token(), paymentData: account.token(), authorisationToken: account.token() } });
}

export function pay(asking: Asking, asked: Incoming): object {
  const { account } = asking;
  const body = bodyOf(PaymentShape, asked);
  check(body, account);
  const { amount, reference, returnUrl, additionalData = {} } = body;
  const automatic = additionalData['manualCapture'] !== 'true' && (body.captureDelayHours ?? 0) === 0;
  const payment: Payment = { psp: account.psp(), reference, amount, brand: brandOf(numberOf(body)), automatic, returnUrl, state: 'challenged', captured: 0, refunded: 0, authorisedAt: 0 };
  account.payments.set(payment.psp, payment);
  const refusal = asked.decline ? declined : refusalOf(body.paymentMethod.holderName, additionalData['RequestedTestAcquirerResponseCode']);
  if (refusal) return refuse(account, payment, refusal);
  const next = challengeOf(body);
  if (next === 'refusal') return refuse(account, payment, authenticationRequired);
  if (next === 'challenge') return challenge(asking, payment, body.authenticationData?.threeDSRequestData?.nativeThreeDS === 'preferred');
  const exemption = additionalData['scaExemption'];
  return authorise(account, payment, { liabilityShift: 'false', ...(exemption !== undefined && { scaExemptionRequested: exemption }) });
}

/** The issuer's answer, as the browser or the component brings it. */
export function details({ account }: Asking, asked: Incoming): object {
  const { redirectResult, threeDSResult } = bodyOf(Details, asked).details;
  const result = account.results.get(redirectResult ?? threeDSResult ?? '');
  if (!result) throw new Refused(422, '14_006', 'The result could not be decoded');
  const payment = account.payment(result.psp);
  if (payment.state !== 'challenged') throw new Refused(422, '704', 'request already processed or in progress');
  return result.approved ? authorise(account, payment, { liabilityShift: 'true', threeDAuthenticated: 'true' }) : refuse(account, payment, notAuthenticated);
}

/** What the payer's browser is sent back with. */
export function challengeEnds(account: Account, psp: string, approved: boolean): { readonly location: string; readonly result: string } {
  const payment = account.payment(psp);
  const result = account.token();
  account.results.set(result, { psp, approved });
  const url = new URL(payment.returnUrl);
  url.searchParams.set('redirectResult', result);
  return { location: url.href, result };
}
