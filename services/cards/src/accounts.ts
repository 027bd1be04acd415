/** The accounts at the acquirers, from the files of their secrets. No error repeats what a file holds. */
import type { SecretFiles } from '../../kit/secrets.ts';

export interface StripeAccount {
  readonly apiKey: string;
  /** The newest first; more than one while one is rolled. */
  readonly webhookSecrets: readonly string[];
}

export interface AdyenAccount {
  readonly apiKey: string;
  readonly merchantAccount: string;
  /** In hexadecimal; more than one while a key is replaced. */
  readonly hmacKeys: readonly string[];
}

function oneOf(secret: string, key: string, text: string | undefined, pattern: RegExp): string {
  const value = text?.trim() ?? '';
  if (!pattern.test(value)) throw new Error(`${key} of ${secret} is not of the form ${pattern.source}`);
  return value;
}

/** One on each line. */
function linesOf(secret: string, key: string, text: string | undefined, pattern: RegExp): string[] {
  const values = (text ?? '').split(/\s+/).filter((value) => value !== '');
  if (values.length === 0 || !values.every((value) => pattern.test(value))) throw new Error(`${key} of ${secret} holds no value, or one that is not of the form ${pattern.source}: write one on each line`);
  return values;
}

export const readStripeAccount = (files: SecretFiles): StripeAccount => ({
  apiKey: oneOf('stripe', 'api-key', files['api-key'], /^(sk|rk)_(test|live)_[A-Za-z0-9]{8,}$/),
  webhookSecrets: linesOf('stripe', 'webhook-secrets', files['webhook-secrets'], /^whsec_[A-Za-z0-9]{8,}$/),
});

export const readAdyenAccount = (files: SecretFiles): AdyenAccount => ({
  apiKey: oneOf('adyen', 'api-key', files['api-key'], /^[\x21-\x7e]{16,}$/),
  merchantAccount: oneOf('adyen', 'merchant-account', files['merchant-account'], /^[A-Za-z0-9_.:-]{1,80}$/),
  hmacKeys: linesOf('adyen', 'webhook-hmac-keys', files['webhook-hmac-keys'], /^[0-9A-Fa-f]{64}$/),
});
