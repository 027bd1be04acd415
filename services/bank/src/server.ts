/** The program that asks the bank. */
import { randomUUID } from 'node:crypto';
import { runProvider } from '../../kit/provider/program.ts';
import { bank } from '../service.ts';
import { openAccount } from './account.ts';
import { bankConnectors } from './connectors.ts';

await runProvider({
  service: bank,
  variables: {},
  connect: async ({ address, secrets }) => {
    const account = await openAccount(secrets);
    return bankConnectors({ address: address('xs2a'), account: account.now, requestId: randomUUID, now: () => new Date() });
  },
});
