/** What a journal entry is, and how it is written down so that a changed byte shows. Pure. */
import { createHash } from 'node:crypto';

/** One side of an entry: minor units, positive for debit, negative for credit. */
export interface Line {
  readonly account: string;
  readonly amount: bigint;
}

/**
 * - `posted`: counts;
 * - `pending`: reserved by an authorisation until `expiresAt`, at most;
 * - `released`: gives back a part of a pending entry, since it was captured (and posted beside), voided or has expired.
 */
export type EntryState = 'posted' | 'pending' | 'released';

export interface NewEntry {
  readonly id: string;
  readonly state: EntryState;
  /** What happened: `authorisation`, `capture`, `void`, `expiry`, `refund`, `settlement`, `fee`. */
  readonly kind: string;
  readonly currency: string;
  readonly payment: string;
  readonly reference?: string;
  /** The pending entry that this one gives a part back of. */
  readonly pending?: string;
  readonly expiresAt?: Date;
  readonly effectiveAt: Date;
  readonly lines: readonly Line[];
}

export interface Entry extends NewEntry {
  readonly position: bigint;
  readonly recordedAt: Date;
  readonly hash: Buffer;
}

export const genesis = Buffer.alloc(32);

/** What is wrong with an entry that would not balance; empty when it may be written. */
export function entryFaults({ id, lines, state, expiresAt, pending }: NewEntry): string[] {
  const total = lines.reduce((sum, { amount }) => sum + amount, 0n);
  return [
    ...(lines.length < 2 ? [`entry ${id} has ${lines.length} lines: double entry needs two or more`] : []),
    ...(total === 0n ? [] : [`the lines of entry ${id} sum to ${total}, not zero`]),
    ...lines.filter(({ amount }) => amount === 0n).map(({ account }) => `entry ${id} has a line of zero on ${account}`),
    ...((state === 'pending') === (expiresAt !== undefined) ? [] : [`entry ${id} is ${state} and ${expiresAt ? 'has' : 'has no'} time of expiry`]),
    ...((state === 'released') === (pending !== undefined) ? [] : [`entry ${id} is ${state} and names ${pending ?? 'no pending entry'}: only released entries name one, and always`]),
  ];
}

/** The text that is hashed: every field in a fixed order, each with its length, so that no two entries have one text. */
function canonical(entry: NewEntry & { readonly position: bigint; readonly recordedAt: Date }): string {
  const fields = [
    String(entry.position),
    entry.id,
    entry.state,
    entry.kind,
    entry.currency,
    entry.payment,
    entry.reference ?? '',
    entry.pending ?? '',
    entry.expiresAt?.toISOString() ?? '',
    entry.effectiveAt.toISOString(),
    entry.recordedAt.toISOString(),
    ...entry.lines.flatMap(({ account, amount }) => [account, String(amount)]),
  ];
  return fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join(',');
}

/** SHA-256 of the entry chained to the hash before it. */
export const hashOf = (previous: Buffer, entry: NewEntry & { readonly position: bigint; readonly recordedAt: Date }): Buffer =>
  createHash('sha256').update(previous).update(canonical(entry)).digest();

export interface Break {
  readonly position: bigint;
  readonly problem: string;
}

/** Follows the chain. Returns the first place where it does not hold, and how far it was whole. */
export function verifyChain(entries: Iterable<Entry>, from: { readonly position: bigint; readonly hash: Buffer } = { position: 0n, hash: genesis }): { readonly entries: bigint; readonly hash: Buffer; readonly broken?: Break } {
  let { position, hash } = from;
  for (const entry of entries) {
    if (entry.position !== position + 1n) return { entries: position, hash, broken: { position: position + 1n, problem: `entry ${position + 1n} is missing: the next one is ${entry.position}` } };
    const [fault] = entryFaults(entry);
    if (fault) return { entries: position, hash, broken: { position: entry.position, problem: fault } };
    const computed = hashOf(hash, entry);
    if (!computed.equals(entry.hash)) return { entries: position, hash, broken: { position: entry.position, problem: `entry ${entry.position} (${entry.id}) does not have the hash that its content and the entry before it give` } };
    position = entry.position;
    hash = computed;
  }
  return { entries: position, hash };
}
