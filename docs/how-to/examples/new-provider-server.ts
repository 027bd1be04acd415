/** The new provider's program, as `services/gift-cards/src/server.ts`. */
import { runProvider } from '../../../services/kit/provider/program.ts';
import { requiredFile } from '../../../services/kit/secrets.ts';
import { createGiftCards } from './new-provider-connector.ts';
import { giftCards } from './new-provider.ts';

await runProvider({
  service: giftCards,
  variables: {},
  connect: async ({ address, secrets }) => {
    const account = await secrets.load('gift-cards', (files) => ({ token: requiredFile(files, 'token'), webhookSecret: requiredFile(files, 'webhook-secret') }));
    return { 'gift-cards': createGiftCards({ address: address('gift-card-scheme'), account: account.now }) };
  },
});
