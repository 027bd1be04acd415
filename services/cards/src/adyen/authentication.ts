/** PSD2's decision in Adyen's fields. Pure. */
import { Types } from '@adyen/api-library';
import type { Authentication } from '../../../kit/provider/contract.ts';

const { AuthenticationData, PaymentRequest } = Types.checkout;

type Fields = Pick<Types.checkout.PaymentRequest, 'authenticationData' | 'shopperInteraction' | 'recurringProcessingModel'>;

export interface Decided {
  readonly fields: Fields;
  /** Of `additionalData`. */
  readonly more: Readonly<Record<string, string>>;
}

const { AttemptAuthenticationEnum: Attempt } = AuthenticationData;
const { ShopperInteractionEnum: Interaction, RecurringProcessingModelEnum: Model } = PaymentRequest;

/** Adyen's names of the exemptions that are asked for; a recurring payment says what it is instead. */
const exemptions = { 'low-value': 'lowValue', 'transaction-risk-analysis': 'transactionRiskAnalysis', 'trusted-beneficiary': 'trustedBeneficiary', corporate: 'secureCorporate' } as const;

const present = { shopperInteraction: Interaction.Ecommerce } as const;
const never = { ...present, authenticationData: { attemptAuthentication: Attempt.Never } } as const;

const outOfScope: Readonly<Record<'merchant-initiated' | 'mail-or-telephone' | 'one-leg-out', Fields>> = {
  'merchant-initiated': { shopperInteraction: Interaction.ContAuth, recurringProcessingModel: Model.UnscheduledCardOnFile },
  'mail-or-telephone': { shopperInteraction: Interaction.Moto },
  'one-leg-out': never,
};

export function authenticationOf(authentication: Authentication): Decided {
  switch (authentication.decision) {
    case 'challenge':
      return { fields: { ...present, authenticationData: { attemptAuthentication: Attempt.Always } }, more: {} };
    case 'issuer-decides':
      return { fields: present, more: {} };
    case 'exempt':
      if (authentication.exemption === 'recurring') return { fields: { shopperInteraction: Interaction.ContAuth, recurringProcessingModel: Model.Subscription }, more: {} };
      return { fields: never, more: { scaExemption: exemptions[authentication.exemption] } };
    case 'out-of-scope':
      return { fields: outOfScope[authentication.because], more: {} };
  }
}
