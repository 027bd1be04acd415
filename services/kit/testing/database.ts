/** A real database for the tests of one file. */
import { openDatabase, type Database, type DatabaseProps } from '../database.ts';
import { startPostgres } from '../local/postgres.ts';
import { migrate } from '../migrations.ts';
import { pooled } from './pooler.ts';

export interface TestDatabase<Tables> extends Database<Tables> {
  /** For programs that open it themselves. */
  readonly props: DatabaseProps;
}

export interface TestPostgres {
  /** Makes a database and applies the migrations of the folders. */
  readonly database: <Tables>(name: string, folders: readonly string[]) => Promise<TestDatabase<Tables>>;
  /** Closes every database and stops the server. */
  readonly stop: () => Promise<void>;
}

export async function testPostgres(): Promise<TestPostgres> {
  const postgres = await startPostgres();
  const closing: (() => Promise<void>)[] = [];
  return {
    database: async <Tables>(name: string, folders: readonly string[]) => {
      const { props, stop } = await pooled(await postgres.createDatabase(name));
      closing.push(stop);
      const database = await openDatabase<Tables>({ ...props, connections: 20 });
      closing.push(database.close);
      await migrate(database.pool, folders);
      return { ...database, props };
    },
    stop: async () => {
      // What was opened last is closed first.
      for (const close of closing.reverse()) await close();
      await postgres.stop();
    },
  };
}
