/**
 * Prints accepted promotions that more load is expected of as promotion windows, for a pull request to an environment: pods are raised before they
 * begin. What overlaps is joined. Reads the configured database; exits 1 where it cannot.
 *
 *   node script/run.mjs services/insights/src/windows.ts [time zone]      (Europe/Paris where none is given)
 */
import { databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { openDatabase } from '../../kit/database.ts';
import type { InsightsTables } from './adapters/counters.ts';
import { busyPromotions } from './adapters/proposals.ts';
import { windowsOf, windowText } from './domain/window.ts';

async function main([timezone = 'Europe/Paris']: readonly string[]): Promise<void> {
  const database = await openDatabase<InsightsTables>({ ...databaseOf(readConfiguration(databaseVariables, process.env)), connections: 1 });
  try {
    const windows = windowsOf(await busyPromotions(database.db, new Date()), { timezone });
    console.log(windows.length === 0 ? '// no accepted promotion expects more than the usual load' : windows.map(windowText).join('\n'));
  } finally {
    await database.close();
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`insights: the windows could not be read: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
