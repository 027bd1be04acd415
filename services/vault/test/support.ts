/** A vault on a database of its own, with keys that a test may turn. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { openDatabase, type Database } from '../../kit/database.ts';
import type { KeyRing } from '../../kit/envelope.ts';
import type { LocalPostgres } from '../../kit/local/postgres.ts';
import { migrate } from '../../kit/migrations.ts';
import { pooled } from '../../kit/testing/pooler.ts';
import type { VaultTables } from '../src/adapters/store.ts';
import { createVault, type VaultProps } from '../src/app.ts';

export interface TestVault extends Omit<VaultProps, 'keys'> {
  readonly app: FastifyInstance;
  readonly database: Database<VaultTables>;
  /** Assign another ring to turn the keys. */
  ring: KeyRing;
  readonly keys: () => KeyRing;
  readonly close: () => Promise<void>;
}

export const newKey = (): Buffer => randomBytes(32);

export const ringOf = (current: string, keys: Readonly<Record<string, Buffer>>): KeyRing => ({ current, keys: new Map(Object.entries(keys)) });

export const now = new Date('2026-11-23T09:00:00Z');

export async function openVault(postgres: LocalPostgres, name: string, { logger }: { readonly logger?: FastifyBaseLogger } = {}): Promise<TestVault> {
  const { props: place, stop } = await pooled(await postgres.createDatabase(name));
  const database = await openDatabase<VaultTables>({ ...place, connections: 20 });
  await migrate(database.pool, [join(import.meta.dirname, '..', '..', 'kit', 'migrations'), join(import.meta.dirname, '..', 'migrations')]);
  const held = { ring: ringOf('k1', { k1: newKey() }) };
  const props: VaultProps = { db: database.db, keys: () => held.ring, fingerprintKey: newKey(), random: randomBytes, now: () => now, ...(logger && { logger }) };
  const app = createVault(props);
  return {
    ...props,
    app,
    database,
    get ring() { return held.ring; },
    set ring(ring) { held.ring = ring; },
    close: async () => {
      await app.close();
      await database.close();
      await stop();
    },
  };
}
