/** A PaymentIntent as our authorisation. Pure. */
import type Stripe from 'stripe';
import type { Action, Authorisation } from '../../../kit/provider/contract.ts';
import { instantAt } from '../../../kit/provider/instant.ts';
import { fromUnits } from '../units.ts';
import { declineOf } from './declines.ts';
import { stripeUnits } from './units.ts';

/** Expanded in everything that we ask; of a webhook, an identifier. */
export const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined => (typeof charge === 'object' && charge !== null ? charge : undefined);

const chargeId = ({ latest_charge: charge }: Stripe.PaymentIntent): string | undefined => (typeof charge === 'string' ? charge : (charge?.id ?? undefined));

function stateOf(intent: Stripe.PaymentIntent): Authorisation['state'] {
  switch (intent.status) {
    case 'requires_capture': return 'authorised';
    case 'succeeded': return 'captured';
    case 'requires_action': return 'requires-action';
    // Also where a part was taken before: this is of what was left.
    case 'canceled': return intent.cancellation_reason === 'expired' || intent.cancellation_reason === 'automatic' ? 'expired' : 'voided';
    case 'requires_payment_method': return intent.last_payment_error ? 'declined' : 'pending';
    default: return 'pending';
  }
}

function actionOf({ next_action: next, client_secret: secret }: Stripe.PaymentIntent): Action | undefined {
  const address = next?.redirect_to_url?.url;
  if (next?.type === 'redirect_to_url' && address) return { kind: 'redirect', address };
  if (next?.type === 'use_stripe_sdk') return { kind: 'component', data: { provider: 'stripe', clientSecret: secret ?? '' } };
  return undefined;
}

/** The issuer bears a fraud where the payer was authenticated, or the issuer was asked and could not. */
function liabilityOf(charge: Stripe.Charge | undefined): Authorisation['liability'] {
  const card = charge?.payment_method_details?.card;
  if (!card) return undefined;
  const result = card.three_d_secure?.result;
  return result === 'authenticated' || result === 'attempt_acknowledged' ? 'issuer' : 'merchant';
}

export function authorisationOf(intent: Stripe.PaymentIntent): Authorisation {
  const state = stateOf(intent);
  const charge = chargeOf(intent);
  const amount = fromUnits(stripeUnits, intent.amount, intent.currency);
  const before = charge?.payment_method_details?.card?.capture_before;
  const action = state === 'requires-action' ? actionOf(intent) : undefined;
  const [expiresAt, at] = [instantAt(before), instantAt(charge?.created ?? intent.created)];
  const liability = state === 'authorised' || state === 'captured' ? liabilityOf(charge) : undefined;
  const capture = state === 'captured' ? chargeId(intent) : undefined;
  return {
    state,
    reference: intent.id,
    ...(amount && { amount }),
    ...(capture !== undefined && { captureReference: capture }),
    ...(state === 'authorised' && expiresAt !== undefined && { expiresAt }),
    ...(action && { action }),
    ...(state === 'declined' && intent.last_payment_error && { decline: declineOf(intent.last_payment_error) }),
    ...(liability && { liability }),
    ...(at !== undefined && { at }),
  };
}
