/** The routes of this provider, each with its acquirer's SDK. */
import type { Connector } from '../../kit/provider/exchange.ts';
import { adyenConnector } from './adyen/connector.ts';
import { adyenSend } from './adyen/send.ts';
import type { Vault } from './card.ts';
import type { AdyenAccount, StripeAccount } from './accounts.ts';
import { stripeConnector } from './stripe/connector.ts';
import { stripeSender } from './stripe/send.ts';

export interface CardsProps {
  /** Of the outside hosts, by name (outside.ts). */
  readonly address: (outside: string) => string;
  readonly stripe: () => StripeAccount;
  readonly adyen: () => AdyenAccount;
  readonly vault: Vault;
  readonly now: () => Date;
  /** Milliseconds for what one operation asks of an acquirer; with the vault's 2000 it stays below the operation's own. @default 9500: sooner than the proxy, which would answer in its place */
  readonly timeout?: number;
}

export const connectCards = ({ address, stripe, adyen, vault, now, timeout = 9_500 }: CardsProps): Readonly<Record<'stripe' | 'adyen', Connector>> => ({
  stripe: stripeConnector({ sender: stripeSender({ url: address('stripe'), apiKey: () => stripe().apiKey, timeout }), vault, webhookSecrets: () => stripe().webhookSecrets, now }),
  adyen: adyenConnector({ send: adyenSend({ url: address('adyen-checkout'), apiKey: () => adyen().apiKey, timeout }), vault, account: adyen, now }),
});
