/** The transactions of one payment, as a program was seen to run them, and copies of them for other payments. Pure. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Statement } from './wire.ts';

/** What lies between two ends of a connection's transactions. */
export type Work = readonly Statement[];

const ends = /^\s*(commit|rollback)\b/i;
const begins = /^\s*(begin|start transaction)\b/i;

/** A connection's statements by transaction; what stands alone is one of its own. */
export function transactionsOf(statements: readonly Statement[]): Work[] {
  const works: Statement[][] = [];
  let open: Statement[] | undefined;
  for (const statement of statements) {
    if (begins.test(statement.text)) works.push((open = [statement]));
    else if (open) open.push(statement);
    else works.push([statement]);
    if (ends.test(statement.text)) open = undefined;
  }
  return works;
}

/** What was sent together. */
export function tripsOf(work: Work): Work[] {
  const trips: Statement[][] = [];
  for (const statement of work) {
    const open = trips.at(-1);
    if (statement.joined && open) open.push(statement);
    else trips.push([statement]);
  }
  return trips;
}

/** Those that have to do with one of these keys: what the program does beside, such as its janitor, is left out. */
export const about = (works: readonly Work[], keys: readonly string[]): Work[] => works.filter((work) => work.some(({ values }) => values.some((value) => value !== null && keys.includes(value))));

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const digest = /\b[0-9a-f]{64}\b/g;
const lockKey = /^-?\d{5,10}$/;

/** Makes of one payment another one: every identifier, digest and key of a lock is a new one, and the same one wherever it stood. */
export function another(works: readonly Work[]): Work[] {
  const renamed = new Map<string, string>();
  const rename = (make: () => string) => (old: string): string => {
    const known = renamed.get(old) ?? make();
    renamed.set(old, known);
    return known;
  };
  const [newUuid, newDigest, newLock] = [rename(randomUUID), rename(() => randomBytes(32).toString('hex')), rename(() => String(randomInt(-(2 ** 31), 2 ** 31)))];
  const anotherValue = (text: string) => (value: string | null): string | null => {
    if (value === null) return null;
    if (text.includes('advisory') && lockKey.test(value)) return newLock(value);
    return value.replaceAll(uuid, newUuid).replaceAll(digest, newDigest);
  };
  return works.map((work) => work.map((statement) => ({ ...statement, values: statement.values.map(anotherValue(statement.text)) })));
}
