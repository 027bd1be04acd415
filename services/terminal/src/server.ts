/** The program that asks the terminals. */
import { randomUUID } from 'node:crypto';
import { runProvider } from '../../kit/provider/program.ts';
import { terminal } from '../service.ts';
import { openAccount } from './account.ts';
import { cloudOf, httpTo } from './adapters/cloud.ts';
import { terminalConnector } from './connector.ts';

await runProvider({
  service: terminal,
  variables: {},
  connect: async ({ address, secrets }) => {
    const account = await openAccount(secrets);
    const cloud = cloudOf(account.now, httpTo(address('adyen-terminal')));
    return { 'adyen-terminal': terminalConnector({ cloud, unique: randomUUID, now: () => new Date() }) };
  },
});
