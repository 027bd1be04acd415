/** What all forms of settlement files are read into. */
import { fromMajor } from '../../../kit/money.ts';

/**
 * - `capture`, `refund`: reconciled with the journal;
 * - `fee`: kept by the provider beside any payment, and posted;
 * - `payout`: the transfer of the rest to the bank, which the other lines make up;
 * - `unsupported`: a person must look at it.
 */
export interface FileLine {
  /** From 1, the heading included. */
  readonly number: number;
  readonly kind: 'capture' | 'refund' | 'fee' | 'payout' | 'unsupported';
  /** What the provider calls it; the likeliest first, since a capture may go by the reference of its authorisation. */
  readonly references: readonly [string, ...string[]];
  /** Minor units, more than zero for captures and refunds. */
  readonly gross: bigint;
  /** Minor units; negative where it is given back. */
  readonly fee: bigint;
  readonly currency: string;
  /** What makes it unsupported. */
  readonly note?: string;
}

/** A file that cannot be read. Nothing of it is imported. */
export class SettlementFileError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'SettlementFileError';
    this.faults = faults;
  }
}

const most = BigInt(Number.MAX_SAFE_INTEGER);

/** Major units, where an empty field is zero. Throws a RangeError that says what it cannot read. */
export function minorOf(text: string, currency: string): bigint {
  const { minor } = fromMajor(text === '' ? '0' : text, currency);
  if (minor > most || minor < -most) throw new RangeError(`"${text}" is more than is believed of one line`);
  return minor;
}

/** A reference as providers write them. Throws a RangeError for an empty or an unprintable one. */
export function referenceOf(text: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(text)) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is no reference: 1 to 128 visible ASCII characters are`);
  return text;
}

/** Reads each row, and throws once for all that cannot be. */
export function readRows<Row>(rows: readonly { readonly number: number; readonly row: Row }[], read: (row: Row) => Omit<FileLine, 'number'>): FileLine[] {
  const lines: FileLine[] = [];
  const faults: string[] = [];
  for (const { number, row } of rows) {
    try {
      lines.push({ number, ...read(row) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push(`line ${number}: ${error.message}`);
    }
  }
  if (faults.length > 0) throw new SettlementFileError(faults);
  return lines;
}
