/** The program of paypal. */
import { runProvider } from '../../kit/provider/program.ts';
import { paypal } from '../service.ts';
import { readAccount } from './account.ts';
import { createPaypal } from './app.ts';

await runProvider({
  service: paypal,
  variables: {},
  connect: async ({ address, secrets }) => {
    const account = await secrets.load('paypal', readAccount);
    return { paypal: createPaypal({ address: address('paypal'), account: account.now }) };
  },
});
