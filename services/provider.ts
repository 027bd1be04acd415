import { get, post, seconds, type Operations } from '../constructs/declaration/index.ts';

/**
 * The contract that every payment provider's program answers: five functions, and the reading of its webhooks. `payments` sends a key
 * that is derived from payment, attempt and operation, so that sending again has the effect of sending once.
 */
export const providerOperations = {
  authorise: post('/authorisations', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  capture: post('/authorisations/{reference}/captures', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  void: post('/authorisations/{reference}/voids', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  refund: post('/captures/{reference}/refunds', { timeout: seconds(12), idempotent: 'by-key', retries: 0 }),
  lookUp: get('/authorisations/{reference}', { timeout: seconds(12), retries: 0 }),
  readWebhook: post('/webhooks', { timeout: seconds(3), idempotent: 'by-key' }),
} as const satisfies Operations;

/** The operations during which a provider is asked something and waited for. */
export const askingTheProvider = ['authorise', 'capture', 'void', 'refund', 'lookUp'] as const;
