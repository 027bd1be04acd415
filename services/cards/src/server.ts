/** The program of cards. */
import { Type } from 'typebox';
import { identityHeaders, workloadVariables } from '../../kit/caller.ts';
import { createClient } from '../../kit/client.ts';
import { runProvider } from '../../kit/provider/program.ts';
import { vaultApi } from '../../vault/src/api.ts';
import { cards } from '../service.ts';
import { readAdyenAccount, readStripeAccount } from './accounts.ts';
import { connectCards } from './connect.ts';

await runProvider({
  service: cards,
  variables: { ...workloadVariables, VAULT_URL: Type.String({ pattern: '^https?://' }) },
  connect: async ({ config, address, secrets }) => {
    const [stripe, adyen] = [await secrets.load('stripe', readStripeAccount), await secrets.load('adyen', readAdyenAccount)];
    const vault = createClient(vaultApi, { baseUrl: config.VAULT_URL, headers: identityHeaders(config.WORKLOAD_IDENTITY) });
    return connectCards({ address, stripe: stripe.now, adyen: adyen.now, vault, now: () => new Date() });
  },
});
