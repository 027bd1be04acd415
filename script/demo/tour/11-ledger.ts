import { Type } from 'typebox';
import { equal, hold, read } from './check.ts';
import { step } from './step.ts';

const Accounts = Type.Object({ accounts: Type.Array(Type.Object({ account: Type.String(), currency: Type.String(), posted: Type.String() })) });

export const ledger = step('the ledger is verified', async (world) => {
  await world.counter.command('ledger', 'services/ledger/src/verify.ts', []);
  world.say('the chain of the journal holds, entry by entry');
  // Behind the gateway, which serves balances one by one.
  const { accounts } = read('the accounts', Accounts, (await world.ask('/accounts', { as: 'auditor', service: 'ledger' })).body);
  hold('the books hold something', accounts.length > 4);
  for (const [currency, own] of Map.groupBy(accounts, (one) => one.currency)) {
    equal(`the sum of all accounts in ${currency}`, String(own.reduce((sum, { posted }) => sum + BigInt(posted), 0n)), '0');
    world.say(`${own.length} accounts in ${currency} sum to 0`);
  }
});
