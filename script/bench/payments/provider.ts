/**
 * A provider that answers the contract after a fixed time and takes everything, and the merchant's system that hears of it: a process of its own,
 * so that it costs the measured program nothing but what any provider would. Everything else of the contract is refused.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { Connector } from '../../../services/kit/provider/exchange.ts';
import { createProvider } from '../../../services/kit/provider/server.ts';
import { cards } from '../../../services/cards/service.ts';
import { serve } from './messages.ts';

export interface ProviderOpened {
  readonly url: string;
  readonly merchant: string;
}

const refused = async () => ({ state: 'refused', providerCode: 'this provider only authorises' }) as const;

const connectorThat = (delay: number): Connector => ({
  authorise: async ({ body: { amount } }) => {
    await after(delay);
    return { state: 'captured', reference: randomUUID(), captureReference: randomUUID(), amount };
  },
  capture: refused,
  void: refused,
  refund: refused,
  lookUpAuthorisation: async () => ({ state: 'not-found' }),
  lookUpModification: async () => ({ state: 'not-found' }),
  readWebhook: async () => ({ notices: [] }),
});

serve<{ readonly delay: number }, ProviderOpened>(async ({ delay }) => {
  const app = createProvider({ service: cards, connectors: Object.fromEntries(cards.capabilities.routes.map(({ name }) => [name, connectorThat(delay)])), now: () => new Date() });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const merchant = createServer((request, response) => void request.resume().once('end', () => response.writeHead(204).end())).listen(0, '127.0.0.1');
  await once(merchant, 'listening');
  return { url, merchant: `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/` };
});
