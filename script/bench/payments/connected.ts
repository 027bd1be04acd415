/** A connection to a database, and nothing beside it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseProps } from '../../../services/kit/database.ts';

export async function connected({ host, port, database, credentialsDirectory }: DatabaseProps): Promise<pg.Client> {
  const [user, password] = await Promise.all(['username', 'password'].map((name) => readFile(join(credentialsDirectory, name), 'utf8')));
  const client = new pg.Client({ host, port, database, user, password, pipeline: true });
  await client.connect();
  return client;
}
