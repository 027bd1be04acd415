/**
 * Writes the products of a file of JSON lines, or of the standard input, to the configured database: see `products.ts` for a line. May be run again:
 * names, prices and stock are replaced, what is held for a customer stays.
 *
 *   node services/baskets/src/import-products.ts products.jsonl
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { databaseOf, databaseVariables, readConfiguration } from '../../kit/configuration.ts';
import { openDatabase } from '../../kit/database.ts';
import { migrate } from '../../kit/migrations.ts';
import { migrations } from './app.ts';
import { importProducts } from './products.ts';

async function main(file: string | undefined): Promise<void> {
  const lines = file === undefined ? await text(process.stdin) : await readFile(file, 'utf8');
  const database = await openDatabase<unknown>({ ...databaseOf(readConfiguration(databaseVariables, process.env)), connections: 1 });
  try {
    await migrate(database.pool, migrations);
    console.log(`baskets: ${await importProducts(database.db, lines)} products`);
  } finally {
    await database.close();
  }
}

await main(process.argv[2]).catch((error: unknown) => {
  console.error(`baskets: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
