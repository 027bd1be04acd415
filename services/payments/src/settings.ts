/** The variables of this program alone; those of all are the kit's. */
import { Type, type Static, type TObject } from 'typebox';
import { ConfigurationError } from '../../kit/configuration.ts';
import { providers } from '../../providers.ts';
import type { Policy } from './domain/authentication.ts';
import { usualTimes, type Switch, type Times } from './switch.ts';

const variableOf = (service: string): string => `${service.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}_URL`;

const address = { pattern: '^https?://' } as const;
const milliseconds = (usual: number, description: string) => Type.Integer({ minimum: 1, maximum: 86_400_000, default: usual, description: `${description}, in milliseconds` });

/** `<NAME>_URL` of each provider's program. */
export const providerVariables = Object.fromEntries(Object.keys(providers).map((name) => [variableOf(name), Type.String(address)]));

export const paymentsVariables = {
  BASKETS_URL: Type.String(address),
  MERCHANT_WEBHOOKS_URL: Type.String({ ...address, description: 'where the merchant listens' }),
  MERCHANT: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9._-]{0,63}$', default: 'guichet', description: 'whose card tokens these are' }),
  SHOP_ORIGINS: Type.String({ default: '', pattern: '^(https?://[^\\s,/]+(,https?://[^\\s,/]+)*)?$', description: 'of the shop’s own pages, separated by commas: payers come back to these alone; empty on one machine' }),
  TILL_REFUND_LIMIT: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 500, description: 'what tills may refund of one payment in all, in major units of its currency' }),
  LOW_VALUE_BY: Type.Enum(['amount', 'payments'], { default: 'amount', description: 'which counter of RTS article 16 is kept' }),
  FRAUD_RATE_PPM: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'the acquirer’s fraud rate for remote cards per million (RTS article 19); without it no risk analysis is claimed' })),
  CHALLENGE_FROM: Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 50_000, description: 'euro cents from which on a challenge is asked for' }),
  OPEN_MS: milliseconds(usualTimes.open, 'how long a payment may be attempted'),
  ACTION_MS: milliseconds(usualTimes.action, 'how long a payer may take for what they were asked to do'),
  CRASHED_AFTER_MS: milliseconds(usualTimes.crashed, 'after which whoever was asking a provider is taken for ended: longer than a request may take'),
  NOT_FOUND_AFTER_MS: milliseconds(usualTimes.notFound, 'after which a provider that has never heard of something is believed'),
  DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
} as const;

type Settings = Static<TObject<typeof paymentsVariables>>;

const policyOf = ({ LOW_VALUE_BY, FRAUD_RATE_PPM, CHALLENGE_FROM }: Settings): Policy => ({ lowValueBy: LOW_VALUE_BY, challengeFrom: BigInt(CHALLENGE_FROM), ...(FRAUD_RATE_PPM !== undefined && { fraudRate: FRAUD_RATE_PPM }) });

const timesOf = ({ OPEN_MS, ACTION_MS, CRASHED_AFTER_MS, NOT_FOUND_AFTER_MS }: Settings): Times => ({ open: OPEN_MS, action: ACTION_MS, crashed: CRASHED_AFTER_MS, notFound: NOT_FOUND_AFTER_MS, patience: usualTimes.patience });

export const settingsOf = (settings: Settings): Pick<Switch, 'policy' | 'times' | 'origins' | 'tillRefundLimit' | 'merchantWebhooks'> => ({
  policy: policyOf(settings),
  times: timesOf(settings),
  origins: settings.SHOP_ORIGINS.split(',').filter((origin) => origin !== ''),
  tillRefundLimit: settings.TILL_REFUND_LIMIT,
  merchantWebhooks: settings.MERCHANT_WEBHOOKS_URL,
});

/** Of a provider's program, whose variable was read with the others. */
export const urlOf =
  (variables: Readonly<Record<string, string | undefined>>) =>
  (service: string): string => {
    const url = variables[variableOf(service)];
    if (url === undefined) throw new ConfigurationError([`${variableOf(service)} is not set`]);
    return url;
  };
