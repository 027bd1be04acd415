/** Stripe's objects, whole: the SDK's types hold every field to be there. */
import type Stripe from 'stripe';
import { brandOf } from './cards.ts';

export interface CardFacts {
  readonly brand: string;
  readonly last4: string;
  readonly month: number;
  readonly year: number;
}

export const factsOf = (number: string, month: number, year: number): CardFacts => ({ brand: brandOf(number), last4: number.slice(-4), month, year });

interface Made {
  readonly id: string;
  /** Seconds. */
  readonly created: number;
}

const unchecked = { address_line1_check: null, address_postal_code_check: null, cvc_check: null };
const nobody = { address: null, email: null, phone: null, tax_id: null };

export const methodObject = ({ id, created }: Made, { brand, last4, month, year }: CardFacts, holder: string | null, metadata: Record<string, string>): Stripe.PaymentMethod => ({
  id, object: 'payment_method', allow_redisplay: 'unspecified', billing_details: { ...nobody, name: holder },
  card: { brand, checks: unchecked, country: 'DE', display_brand: brand, exp_month: month, exp_year: year, fingerprint: `fp${id.slice(-14)}`, funding: 'credit', generated_from: null, last4, networks: { available: [brand], preferred: null }, regulated_status: 'regulated', three_d_secure_usage: { supported: true }, wallet: null },
  created, customer: null, customer_account: null, livemode: false, metadata, type: 'card',
});

export interface IntentProps {
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly metadata: Record<string, string>;
  readonly method: string;
  readonly threeDSecure: 'any' | 'automatic' | 'challenge';
}

export const intentObject = ({ id, created }: Made, secret: string, { amount, currency, capture, metadata, method, threeDSecure }: IntentProps): Stripe.PaymentIntent => ({
  id, object: 'payment_intent', allowed_payment_method_types: ['card'], amount, amount_capturable: 0, amount_details: { tip: {} }, amount_received: 0, application: null, application_fee_amount: null,
  automatic_payment_methods: null, canceled_at: null, cancellation_reason: null, capture_method: capture, client_secret: `${id}_secret_${secret}`, confirmation_method: 'automatic', created, currency,
  customer: null, customer_account: null, description: null, excluded_payment_method_types: null, last_payment_error: null, latest_charge: null, livemode: false, managed_payments: null, metadata, next_action: null,
  on_behalf_of: null, payment_method: method, payment_method_configuration_details: null, payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: threeDSecure } },
  payment_method_types: ['card'], payment_record: null, processing: null, receipt_email: null, review: null, setup_future_usage: null, shipping: null, source: null, statement_descriptor: null,
  statement_descriptor_suffix: null, status: 'requires_confirmation', transfer_data: null, transfer_group: null,
});

export interface ChargeProps {
  readonly intent: Stripe.PaymentIntent;
  readonly card: CardFacts;
  readonly holder: string | null;
  readonly authenticated: boolean;
  readonly multicapture: boolean;
  /** Seconds. */
  readonly captureBefore: number;
}

const challenged = { authentication_flow: 'challenge', electronic_commerce_indicator: '05', exemption_indicator: null, result: 'authenticated', result_reason: null, transaction_id: null, version: '2.2.0' } as const;

export const chargeObject = ({ id, created }: Made, { intent, card, holder, authenticated, multicapture, captureBefore }: ChargeProps): Stripe.Charge => ({
  id, object: 'charge', amount: intent.amount, amount_captured: 0, amount_refunded: 0, application: null, application_fee: null, application_fee_amount: null, balance_transaction: null, billing_details: { ...nobody, name: holder },
  calculated_statement_descriptor: 'SANDBOX', captured: false, created, currency: intent.currency, customer: null, description: null, disputed: false, failure_balance_transaction: null, failure_code: null, failure_message: null, fraud_details: {},
  livemode: false, metadata: { ...intent.metadata }, on_behalf_of: null, outcome: { advice_code: null, network_advice_code: null, network_decline_code: null, network_status: 'approved_by_network', reason: null, seller_message: 'Payment complete.', type: 'authorized' },
  paid: true, payment_intent: intent.id, payment_method: typeof intent.payment_method === 'string' ? intent.payment_method : null,
  payment_method_details: {
    type: 'card',
    card: {
      amount_authorized: intent.amount, authorization_code: '831000', brand: card.brand, ...(intent.capture_method === 'manual' && { capture_before: captureBefore }), checks: unchecked, country: 'DE', electronic_commerce_indicator: authenticated ? '05' : '07',
      exp_month: card.month, exp_year: card.year, extended_authorization: { status: 'disabled' }, fingerprint: `fp${id.slice(-14)}`, funding: 'credit', incremental_authorization: { status: 'unavailable' }, installments: null, last4: card.last4,
      mandate: null, multicapture: { status: multicapture ? 'available' : 'unavailable' }, network: card.brand, network_token: { used: false }, network_transaction_id: '104102978678771', overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
      regulated_status: 'regulated', three_d_secure: authenticated ? challenged : null, transaction_link_id: null, wallet: null,
    },
  },
  receipt_email: null, receipt_number: null, receipt_url: null, refunded: false, review: null, shipping: null, source: null, source_transfer: null, statement_descriptor: null, statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null, transfer_group: null,
});

export interface RefundProps {
  readonly amount: number;
  readonly charge: Stripe.Charge;
  readonly metadata: Record<string, string>;
  readonly balanceTransaction: string;
}

export const refundObject = ({ id, created }: Made, { amount, charge, metadata, balanceTransaction }: RefundProps): Stripe.Refund => ({
  id, object: 'refund', amount, balance_transaction: balanceTransaction, charge: charge.id, created, currency: charge.currency, customer: null, customer_account: null, destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' } }, metadata,
  payment_intent: charge.payment_intent, payment_method: charge.payment_method, reason: null, receipt_number: null, source_transfer_reversal: null, status: 'succeeded', transfer_reversal: null,
});
