/**
 * Follows the hash chain of the configured database from its first entry to its head. Exits 0 when it is whole, 1 with the place where it breaks, and
 * 2 when it could not be read.
 *
 *   node script/run.mjs services/ledger/src/verify.ts
 */
import { databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { openDatabase } from '../../kit/database.ts';
import { verify, type LedgerTables } from './adapters/journal.ts';

async function main(): Promise<number> {
  const database = await openDatabase<LedgerTables>({ ...databaseOf(readConfiguration(databaseVariables, process.env)), connections: 1 });
  try {
    const { entries, broken } = await verify(database.db);
    if (!broken) console.log(`ledger: the chain is whole: ${entries} entries`);
    else console.error(`ledger: the chain breaks at position ${broken.position}: ${broken.problem}; the ${entries} entries before it are whole`);
    return broken ? 1 : 0;
  } finally {
    await database.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`ledger: the journal could not be read, and nothing is known about it: ${error instanceof Error ? error.message : String(error)}`);
  return 2;
});
