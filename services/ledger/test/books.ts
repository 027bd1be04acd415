/** Empty books for each test. */
import { sql, type Kysely } from 'kysely';
import type { LedgerTables } from '../src/adapters/journal.ts';

const immutable = ['journal', 'line', 'settlement', 'settlement_line', 'settlement_exception'];

const triggers = (does: 'ENABLE' | 'DISABLE') => immutable.map((table) => `ALTER TABLE ${table} ${does} TRIGGER ${table}_immutable;`).join(' ');

/** Empties everything as only the owner of the triggers can. */
export const empty = (db: Kysely<LedgerTables>) =>
  sql.raw(`${triggers('DISABLE')} TRUNCATE ${immutable.join(', ')}, account, unsettled, expiring; UPDATE chain SET position = 0, hash = decode(repeat('00', 32), 'hex'); ${triggers('ENABLE')}`).execute(db);
