/** Adyen's answer to a payment as our authorisation. Pure. */
import type { Types } from '@adyen/api-library';
import type { Action, Authorisation, Authorise } from '../../../kit/provider/contract.ts';
import { fromUnits } from '../units.ts';
import { codeWord } from '../word.ts';
import { codeIn, declineOf } from './declines.ts';
import { adyenUnits } from './units.ts';

export type PaymentAnswer = Types.checkout.PaymentResponse | Types.checkout.PaymentDetailsResponse;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A redirect of the whole page, or what Adyen's component does on it. */
function actionOf(action: unknown): Action | undefined {
  const { type, url, method, data, ...rest } = recordOf(action);
  if (type === undefined) return undefined;
  const address = textOf(url);
  if (type !== 'redirect' || address === undefined) return { kind: 'component', data: { provider: 'adyen', action: { type, ...(url !== undefined && { url }), ...(method !== undefined && { method }), ...(data !== undefined && { data }), ...rest } } };
  const fields = Object.fromEntries(Object.entries(recordOf(data)).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return { kind: 'redirect', address, ...(method === 'POST' && { fields }) };
}

/** `Error` is Adyen's own final word, for reasons that lie with no issuer: another way may be tried. So is a payment that was not submitted. */
const technical = (answer: PaymentAnswer): boolean => String(answer.resultCode) === 'Error' || answer.refusalReasonCode === '21';

function stateOf(answer: PaymentAnswer, capture: Authorise['capture']): Authorisation['state'] {
  if (technical(answer)) return 'not-processed';
  switch (String(answer.resultCode)) {
    // Of a part, the answer's own amount says so.
    case 'Authorised':
    case 'PartiallyAuthorised': return capture === 'automatic' ? 'captured' : 'authorised';
    case 'Refused':
    case 'Cancelled': return 'declined';
    case 'RedirectShopper':
    case 'IdentifyShopper':
    case 'ChallengeShopper':
    case 'PresentToShopper': return 'requires-action';
    default: return 'pending';
  }
}

const wordOf = (more: Readonly<Record<string, string>> | undefined) => {
  const [response, advice] = [codeIn(more?.['refusalReasonRaw']), codeIn(more?.['merchantAdviceCode'])];
  return { ...(response !== undefined && { response }), ...(advice !== undefined && { advice }) };
};

export function authorisationOf(answer: PaymentAnswer, { capture, attempt }: Pick<Authorise, 'capture' | 'attempt'>): Authorisation {
  const state = stateOf(answer, capture);
  const amount = answer.amount && fromUnits(adyenUnits, answer.amount.value, answer.amount.currency);
  const action = state === 'requires-action' ? actionOf(answer.action) : undefined;
  const shifted = answer.additionalData?.['liabilityShift'];
  return {
    state,
    // Adyen names some payments only once the payer is back. Until then ours stands in its place, by which Adyen cancels.
    reference: answer.pspReference || attempt,
    ...(amount && { amount }),
    ...(action && { action }),
    ...(state === 'declined' && { decline: String(answer.resultCode) === 'Cancelled' && !answer.refusalReasonCode ? declineOf('16') : declineOf(answer.refusalReasonCode, wordOf(answer.additionalData)) }),
    ...((state === 'authorised' || state === 'captured') && { liability: shifted === 'true' ? 'issuer' : 'merchant' }),
    ...(state === 'not-processed' && { detail: `Adyen could not process it (${codeWord(answer.refusalReasonCode) ?? 'without a code'})` }),
  };
}
