/** Imports a settlement file: whole and once, with everything that it says either settled or told to a person. */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { tell } from '../../kit/contract.ts';
import { conflict, unprocessable } from '../../kit/problem.ts';
import { exceptionContract } from '../events.ts';
import { append, type LedgerTables } from './adapters/journal.ts';
import { holdUnsettled, markReported, removeUnsettled } from './adapters/open-items.ts';
import { addExceptions, addLines, addSettlement, settlementOf, summaryOf, type Summary } from './adapters/settlements.ts';
import { derivedId, fee, settlement } from './domain/postings.ts';
import type { NewEntry } from './domain/entry.ts';
import { overdue, reconcile, type Exception, type Reconciled, type SettlementLine, type Unsettled } from './domain/reconciliation.ts';
import { SettlementFileError, type FileLine } from './files/file.ts';
import { formats, type Format } from './files/formats.ts';

/** More would hold the chain for too long: providers' files are of one payout or batch, and may be split. */
const mostLines = 10_000;

export interface Import {
  readonly settlement: string;
  readonly provider: string;
  readonly format: Format;
  readonly content: string;
}

/** Who imports, when, and from when on a capture may still be on its way. */
export interface Circumstances {
  readonly by: string;
  readonly now: Date;
  readonly expectedBefore: Date;
}

function linesOf({ format, content }: Import): FileLine[] {
  try {
    const lines = formats[format](content);
    if (lines.length === 0 || lines.length > mostLines) throw new SettlementFileError([`the file has ${lines.length} lines: import 1 to ${mostLines} at a time`]);
    return lines;
  } catch (error) {
    if (!(error instanceof SettlementFileError)) throw error;
    throw unprocessable('the file cannot be read, and nothing of it was imported', error.faults.slice(0, 100).map((detail) => ({ pointer: '/body/content', detail })));
  }
}

/** The same file under the same name changes nothing; another one is refused. */
export async function importFile(trx: Transaction<LedgerTables>, file: Import, { by, now, expectedBefore }: Circumstances): Promise<Summary & { readonly imported: boolean }> {
  const { settlement: id, provider, format } = file;
  const lines = linesOf(file);
  const digest = createHash('sha256').update(file.content).digest();
  const imported = await addSettlement(trx, { id, provider, format, digest, importedBy: by, importedAt: now });
  if (!imported) {
    const first = await settlementOf(trx, id);
    if (!first?.digest.equals(digest) || first.provider !== provider || first.format !== format) throw conflict(`the settlement ${id} was imported from another file: a settlement is imported once`);
    return { ...(await summaryOf(trx, id)), imported };
  }
  const open = await holdUnsettled(trx, provider);
  const reconciled = reconcile(reconcilable(lines, open), open, expectedBefore);
  await keep(trx, { file, lines, reconciled, now });
  return { ...(await summaryOf(trx, id)), imported };
}

/** Captures and refunds under the one of their references that the ledger knows. */
function reconcilable(lines: readonly FileLine[], open: readonly Unsettled[]): SettlementLine[] {
  const known = new Set(open.map(({ kind, reference }) => `${kind} ${reference}`));
  return lines.flatMap(({ number, kind, references, gross, fee: kept, currency }) =>
    kind === 'capture' || kind === 'refund' ? [{ number, kind, reference: references.find((one) => known.has(`${kind} ${one}`)) ?? references[0], gross, fee: kept, currency }] : [],
  );
}

interface Kept {
  readonly file: Import;
  readonly lines: readonly FileLine[];
  readonly reconciled: Reconciled;
  readonly now: Date;
}

async function keep(trx: Transaction<LedgerTables>, { file: { settlement: id, provider }, lines, reconciled, now }: Kept): Promise<void> {
  const { matched, expected } = reconciled;
  const settled = matched.map(({ line, unsettled: { entry, payment, kind } }) => settlement({ id: derivedId(entry, 'settlement'), payment, provider, reference: line.reference, amount: line.gross, currency: line.currency, at: now, settles: kind, fee: line.fee }));
  await append(trx, [...settled, ...feesOf(id, provider, lines, now)], now);
  await addLines(trx, id, lines, new Map(matched.map(({ line, unsettled }) => [line.number, unsettled.entry])));
  await removeUnsettled(trx, matched.map(({ unsettled }) => unsettled.entry));
  await markReported(trx, expected.map(({ entry }) => entry));
  const exceptions = exceptionsIn(lines, reconciled);
  await addExceptions(trx, id, exceptions);
  for (const { kind, reference, detail } of exceptions) await tell(trx, exceptionContract, id, { type: 'settlement.exception', payload: { settlement: id, provider, kind, reference, detail } });
}

/** Fees beside any payment are posted under the settlement's name. */
const feesOf = (id: string, provider: string, lines: readonly FileLine[], at: Date): NewEntry[] =>
  lines.filter(({ kind, fee: kept }) => kind === 'fee' && kept !== 0n).map(({ number, references: [reference], fee: amount, currency }) => fee({ id: derivedId(`${provider} ${id} ${number}`, 'fee'), payment: id, provider, reference, amount, currency, at }));

function exceptionsIn(lines: readonly FileLine[], { exceptions, expected }: Reconciled): Exception[] {
  const unsupported = lines.filter(({ kind }) => kind === 'unsupported').map(({ number, references: [reference], note = '' }) => ({ number, kind: 'unsupported' as const, reference, detail: note }));
  const inFile = [...exceptions.map(({ line: { number }, kind, reference, detail }) => ({ number, kind, reference, detail })), ...unsupported].sort((a, b) => a.number - b.number);
  return [...inFile.map(({ kind, reference, detail }) => ({ kind, reference, detail })), ...expected.map(overdue)];
}
