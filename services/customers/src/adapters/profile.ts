/** What a profile holds: sealed fields, consents, and who has looked at it. */
import { sql } from 'kysely';
import { Compile } from 'typebox/compile';
import { Fields } from '../api.ts';
import type { Because } from '../domain/access.ts';
import type { ConsentEvent, NextConsent } from '../domain/consents.ts';
import type { Person, Trx } from './person.ts';

const fields = Compile(Fields);

export async function readFields(trx: Trx, person: Person): Promise<Fields> {
  const { rows } = await sql<{ name: string; sealed: Buffer }>`SELECT name, sealed FROM field WHERE profile = ${person.profile} ORDER BY name`.execute(trx);
  const value: unknown = Object.fromEntries(rows.map(({ name, sealed }) => [name, JSON.parse(person.open(sealed, 'field', name))]));
  if (!fields.Check(value)) throw new Error(`profile ${person.profile} holds fields that do not fit the schema: ${Object.keys(value as object).join(', ')}`);
  return value;
}

/** Puts these fields in the place of all that are there. */
export async function writeFields(trx: Trx, person: Person, value: Fields): Promise<void> {
  await sql`DELETE FROM field WHERE profile = ${person.profile}`.execute(trx);
  for (const [name, field] of Object.entries(value)) {
    await sql`INSERT INTO field (profile, name, sealed) VALUES (${person.profile}, ${name}, ${person.seal(JSON.stringify(field), 'field', name)})`.execute(trx);
  }
}

/** Returns the new version. */
export async function touch(trx: Trx, { profile }: Person, at: Date): Promise<bigint> {
  const { rows } = await sql<{ version: bigint }>`UPDATE profile SET version = version + 1, changed_at = ${at} WHERE id = ${profile} RETURNING version`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error(`profile ${profile} is gone though its person is held`);
  return row.version;
}

interface ConsentRow extends Omit<ConsentEvent, 'text' | 'who'> {
  readonly text_version: string | null;
  readonly who: Buffer;
}

export async function readConsents(trx: Trx, person: Person): Promise<ConsentEvent[]> {
  const { rows } = await sql<ConsentRow>`SELECT number, purpose, given, text_version, channel, who, at FROM consent WHERE profile = ${person.profile} ORDER BY number`.execute(trx);
  return rows.map(({ number, purpose, given, text_version, channel, who, at }) => ({ number, purpose, given, text: text_version, channel, who: person.open(who, 'consent', String(number)), at }));
}

export async function addConsent(trx: Trx, person: Person, history: readonly ConsentEvent[], { purpose, given, text, channel }: NextConsent, who: string, at: Date): Promise<ConsentEvent> {
  const number = (history.at(-1)?.number ?? 0) + 1;
  const sealed = person.seal(who, 'consent', String(number));
  await sql`INSERT INTO consent (profile, number, purpose, given, text_version, channel, who, at) VALUES (${person.profile}, ${number}, ${purpose}, ${given}, ${text}, ${channel}, ${sealed}, ${at})`.execute(trx);
  return { number, purpose, given, text, channel, who, at };
}

export interface AccessRow {
  readonly at: Date;
  readonly what: string;
  readonly reason: string;
  readonly case_reference: string | null;
}

export async function recordAccess(trx: Trx, { profile }: Person, what: string, { reader, reason, case: reference }: Because, at: Date): Promise<void> {
  await sql`INSERT INTO access (profile, what, reader, reason, case_reference, at) VALUES (${profile}, ${what}, ${reader}, ${reason}, ${reference}, ${at})`.execute(trx);
}

/** Without who it was: employees' names are theirs (Court of Justice, C-579/21), and the operator's supervisor has them. */
export async function readAccesses(trx: Trx, { profile }: Person): Promise<readonly AccessRow[]> {
  return (await sql<AccessRow>`SELECT at, what, reason, case_reference FROM access WHERE profile = ${profile} ORDER BY id`.execute(trx)).rows;
}
