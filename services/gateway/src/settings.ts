/** The gateway's variables, and what their texts mean. */
import { Type } from 'typebox';
import type { Channel } from '../../../constructs/declaration/index.ts';
import { ConfigurationError } from '../../kit/configuration.ts';
import { gateway } from '../service.ts';
import type { Clients } from './domain/channels.ts';
import { readLimits, type Limits } from './domain/step-up.ts';

const { perSecond, burst } = gateway.door?.rate ?? { perSecond: 500, burst: 1000 };
const url = Type.String({ pattern: '^https?://' });

export const gatewayVariables = {
  BASKETS_URL: url,
  PAYMENTS_URL: url,
  CUSTOMERS_URL: url,
  INSIGHTS_URL: url,
  LEDGER_URL: url,
  CHANNEL_CLIENTS: Type.String({ default: 'guichet-web=web,guichet-office=web,guichet-mobile=mobile,guichet-store=store', description: 'channels of the identity provider’s clients; a claim `channel` of the token goes before' }),
  CORS_ORIGINS: Type.String({ default: '', pattern: '^(https?://[^\\s,/]+(,https?://[^\\s,/]+)*)?$', description: 'of the shop’s pages, with commas between them' }),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$', description: 'where the API is served, for its description' })),
  REFUND_STEP_UP_ABOVE: Type.String({ default: '200,JPY=30000,KRW=300000,HUF=80000', description: 'major units; refunds above take a fresh second factor' }),
  PAYMENT_STEP_UP_ABOVE: Type.String({ default: '1000,JPY=150000,KRW=1500000,HUF=400000', description: 'major units; payments above take a fresh second factor of the payer' }),
  STEP_UP_MAX_AGE: Type.Integer({ minimum: 10, maximum: 86_400, default: 300, description: 'how long a second factor is fresh, in seconds' }),
  SUBJECT_RATE: Type.Integer({ minimum: 1, default: 20, description: 'requests of one user a second' }),
  SUBJECT_BURST: Type.Integer({ minimum: 1, default: 60, description: 'of one user at once' }),
  CLIENT_RATE: Type.Integer({ minimum: 1, default: perSecond, description: 'requests of one client a second, over all its users' }),
  CLIENT_BURST: Type.Integer({ minimum: 1, default: burst, description: 'of one client at once' }),
} as const;

const isChannel = (name: string): name is Channel => ['web', 'mobile', 'store'].includes(name);

/** Reads `shop=web,pos=store`. Throws a {@link ConfigurationError}. */
export function readClients(text: string): Clients {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  return Object.fromEntries(
    pairs.map(([client = '', channel = '', ...more]) => {
      if (client === '' || !isChannel(channel) || more.length > 0) throw new ConfigurationError([`CHANNEL_CLIENTS is ${JSON.stringify(text)}: write clients and their channels as in shop=web,app=mobile,pos=store`]);
      return [client, channel];
    }),
  );
}

/** Throws a {@link ConfigurationError} that names the variable. */
export function limitsOf(variable: string, text: string): Limits {
  try {
    return readLimits(text);
  } catch (error) {
    throw new ConfigurationError([`${variable} cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
