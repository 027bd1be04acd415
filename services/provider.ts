import { post, seconds, type Operations, type Service } from '../constructs/declaration/index.ts';

/**
 * The contract that every payment provider's program answers: five functions, and the reading of its webhooks. `payments` sends a key
 * that is derived from payment, attempt and operation, so that sending again has the effect of sending once. The bodies are in
 * services/kit/provider/contract.ts.
 */
export const providerOperations = {
  authorise: post('/authorisations', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  capture: post('/authorisations/{reference}/captures', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  void: post('/authorisations/{reference}/voids', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  refund: post('/captures/{reference}/refunds', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  // By a body, since what is looked up after a lost answer has no reference yet: it is found by what was asked.
  lookUp: post('/lookups', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  readWebhook: post('/webhooks', { timeout: seconds(3), idempotent: 'by-key' }),
} as const satisfies Operations;

/** The operations during which a provider is asked something and waited for. */
export const askingTheProvider = ['authorise', 'capture', 'void', 'refund', 'lookUp'] as const;

/** What a payer pays with: `card`, `apple-pay`, `google-pay`, `paypal`, `crypto`, `bank-transfer`, `terminal`, or a method that a new provider brings. */
export type Method = string;

export type Channel = 'web' | 'mobile' | 'store';

/** One way to a provider's account, such as an acquirer: what it may be asked. `payments` never asks for anything else. */
export interface Route {
  /** Unique among all providers; names the webhook's address too: `/v1/webhooks/<name>`. */
  readonly name: string;
  readonly methods: readonly [Method, ...Method[]];
  readonly channels: readonly [Channel, ...Channel[]];
  /** ISO 4217. */
  readonly currencies: 'all' | readonly [string, ...string[]];
  /** Of the payer, ISO 3166-1 alpha-2. */
  readonly countries: 'all' | readonly [string, ...string[]];
  /** `manual`: reserved first and taken later; `automatic`: taken at once. */
  readonly capture: readonly ['manual' | 'automatic', ...('manual' | 'automatic')[]];
  /** How often, and whether for less than was authorised. */
  readonly captures: 'one-full' | 'one-partial' | 'many-partial';
  readonly voids: boolean;
  readonly refunds: 'none' | 'full' | 'partial';
  /** Whether it can ask the payer for a 3-D Secure challenge, or let an exemption be claimed. */
  readonly threeDSecure: boolean;
  /** What a payment costs the merchant: basis points of the amount, and minor units of the payment's currency. For routing alone. */
  readonly cost: { readonly basisPoints: number; readonly fixed: number };
}

export interface Capabilities {
  readonly routes: readonly [Route, ...Route[]];
}

export interface ProviderService extends Service {
  readonly capabilities: Capabilities;
}

/** A provider's declaration: its service, and what it may be asked. */
export const provider = <const S extends Service>(service: S, capabilities: Capabilities): S & { readonly capabilities: Capabilities } => ({ ...service, capabilities });
