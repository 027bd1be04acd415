/** The program of crypto. */
import { runProvider } from '../../kit/provider/program.ts';
import { crypto } from '../service.ts';
import { readAccount } from './account.ts';
import { createBtcpay } from './app.ts';

await runProvider({
  service: crypto,
  variables: {},
  connect: async ({ address, secrets }) => {
    const account = await secrets.load('btcpay', readAccount);
    return { btcpay: createBtcpay({ address: address('btcpay'), account: account.now }) };
  },
});
