/** Imported settlement files in PostgreSQL. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Exception } from '../domain/reconciliation.ts';
import type { FileLine } from '../files/file.ts';
import type { LedgerTables } from './journal.ts';

export interface Settlement {
  readonly id: string;
  readonly provider: string;
  readonly format: string;
  readonly digest: Buffer;
  readonly importedBy: string;
  readonly importedAt: Date;
}

/** Whether it was there to be added. Waits for another import of the same one. */
export async function addSettlement(trx: Transaction<LedgerTables>, { id, provider, format, digest, importedBy, importedAt }: Settlement): Promise<boolean> {
  const { numAffectedRows } = await sql`INSERT INTO settlement (id, provider, format, digest, imported_by, imported_at)
    VALUES (${id}, ${provider}, ${format}, ${digest}, ${importedBy}, ${importedAt}) ON CONFLICT (id) DO NOTHING`.execute(trx);
  return numAffectedRows === 1n;
}

export async function settlementOf(db: Kysely<LedgerTables>, id: string): Promise<Pick<Settlement, 'provider' | 'format' | 'digest'> | undefined> {
  const { rows } = await sql<Pick<Settlement, 'provider' | 'format' | 'digest'>>`SELECT provider, format, digest FROM settlement WHERE id = ${id}`.execute(db);
  return rows[0];
}

export async function addLines(trx: Transaction<LedgerTables>, settlement: string, lines: readonly FileLine[], settles: ReadonlyMap<number, string>): Promise<void> {
  const rows = lines.map(({ number, kind, references: [reference], gross, fee, currency }) => ({ number, kind, reference, gross: String(gross), fee: String(fee), currency, settles: settles.get(number) ?? null }));
  await sql`INSERT INTO settlement_line (settlement, number, kind, reference, gross, fee, currency, settles)
    SELECT ${settlement}, number, kind, reference, gross, fee, currency, settles
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (number integer, kind text, reference text, gross bigint, fee bigint, currency text, settles uuid)`.execute(trx);
}

export async function addExceptions(trx: Transaction<LedgerTables>, settlement: string, exceptions: readonly Exception[]): Promise<void> {
  const rows = exceptions.map(({ kind, reference, detail }, i) => ({ number: i + 1, kind, reference, detail }));
  await sql`INSERT INTO settlement_exception (settlement, number, kind, reference, detail)
    SELECT ${settlement}, number, kind, reference, detail FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (number integer, kind text, reference text, detail text)`.execute(trx);
}

export async function exceptionsOf(db: Kysely<LedgerTables>, settlement: string): Promise<Exception[]> {
  const { rows } = await sql<Exception>`SELECT kind, reference, detail FROM settlement_exception WHERE settlement = ${settlement} ORDER BY number`.execute(db);
  return rows;
}

/** How an import went. */
export interface Summary {
  readonly lines: number;
  /** Captures and refunds that are settled now. */
  readonly matched: number;
  readonly exceptions: number;
}

export async function summaryOf(db: Kysely<LedgerTables>, settlement: string): Promise<Summary> {
  const { rows } = await sql<Summary>`
    SELECT count(*)::integer AS lines, count(settles)::integer AS matched, (SELECT count(*)::integer FROM settlement_exception WHERE settlement = ${settlement}) AS exceptions
    FROM settlement_line WHERE settlement = ${settlement}`.execute(db);
  return rows[0] ?? { lines: 0, matched: 0, exceptions: 0 };
}
