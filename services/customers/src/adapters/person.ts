/** A person and the key of what is theirs. Whoever reads or writes anything of a person holds their row first, so that erasure is before or after it. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { keyBytes, open, seal, unwrap, wrap, type KeyRing, type Random } from '../../../kit/envelope.ts';

/** The database's tables are reached by SQL text alone: constraints and locks are the point of them. */
export type CustomersTables = Record<never, never>;
export type Trx = Transaction<CustomersTables>;

interface PersonRow {
  readonly profile: string;
  readonly wrapped_by: string;
  readonly wrapped_key: Buffer;
  readonly version: bigint;
  readonly created_at: Date;
  readonly changed_at: Date;
}

export interface Person {
  readonly profile: string;
  readonly version: bigint;
  readonly createdAt: Date;
  readonly changedAt: Date;
  /** Seals and opens text of this person, each for one place that it belongs to and can be opened at. */
  readonly seal: (text: string, ...place: readonly string[]) => Buffer;
  readonly open: (sealed: Buffer, ...place: readonly string[]) => string;
}

const within = (profile: string): string[] => ['customers', profile];

function personOf({ profile, wrapped_by, wrapped_key, version, created_at, changed_at }: PersonRow, ring: KeyRing, random: Random): Person {
  const key = unwrap(ring, { by: wrapped_by, key: wrapped_key }, within(profile));
  return {
    profile,
    version,
    createdAt: created_at,
    changedAt: changed_at,
    seal: (text, ...place) => seal(key, Buffer.from(text, 'utf8'), [profile, ...place], random),
    open: (sealed, ...place) => open(key, sealed, [profile, ...place]).toString('utf8'),
  };
}

/** `hold`: against changes and erasure, or against everybody else. */
export async function findPerson(trx: Trx, subject: string, { ring, random, hold }: { readonly ring: KeyRing; readonly random: Random; readonly hold: 'share' | 'update' }): Promise<Person | undefined> {
  const lock = hold === 'share' ? sql`FOR SHARE OF person` : sql`FOR UPDATE OF person`;
  const { rows } = await sql<PersonRow>`SELECT profile, wrapped_by, wrapped_key, version, created_at, changed_at FROM person JOIN profile ON profile.id = person.profile WHERE subject = ${subject} ${lock}`.execute(trx);
  return rows[0] && personOf(rows[0], ring, random);
}

/** None where the subject has a profile already. */
export async function addPerson(trx: Trx, { subject, profile, at }: { readonly subject: string; readonly profile: string; readonly at: Date }, ring: KeyRing, random: Random): Promise<Person | undefined> {
  const { by, key } = wrap(ring, random(keyBytes), within(profile), random);
  await sql`INSERT INTO profile (id, created_at, changed_at) VALUES (${profile}, ${at}, ${at})`.execute(trx);
  const { numAffectedRows } = await sql`INSERT INTO person (profile, subject, wrapped_by, wrapped_key) VALUES (${profile}, ${subject}, ${by}, ${key}) ON CONFLICT (subject) DO NOTHING`.execute(trx);
  if (numAffectedRows !== 1n) return undefined;
  return personOf({ profile, wrapped_by: by, wrapped_key: key, version: 1n, created_at: at, changed_at: at }, ring, random);
}

/** Destroys the key of a person and what says who they were. Returns whether there was one. */
export async function removePerson(trx: Trx, subject: string, at: Date): Promise<boolean> {
  const { rows } = await sql<{ profile: string }>`SELECT profile FROM person WHERE subject = ${subject} FOR UPDATE`.execute(trx);
  const [found] = rows;
  if (!found) return false;
  await sql`DELETE FROM person WHERE profile = ${found.profile}`.execute(trx);
  // Nobody can open them any more; kept any longer they would serve nobody.
  await sql`DELETE FROM field WHERE profile = ${found.profile}`.execute(trx);
  await sql`UPDATE profile SET erased_at = ${at} WHERE id = ${found.profile}`.execute(trx);
  return true;
}

/** Names of the keys that persons' keys are wrapped by: from one to the next in the index, however many persons there are. */
async function wrappingKeys(db: Kysely<CustomersTables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    WITH RECURSIVE names AS (
      (SELECT wrapped_by AS name FROM person ORDER BY wrapped_by LIMIT 1)
      UNION ALL
      SELECT (SELECT wrapped_by FROM person WHERE wrapped_by > names.name ORDER BY wrapped_by LIMIT 1) FROM names WHERE names.name IS NOT NULL
    ) SELECT name FROM names WHERE name IS NOT NULL`.execute(db);
  return rows.map(({ name }) => name);
}

/** Wraps keys of persons again that an earlier key wrapped, at most `batch`; persons who are in use are left for the next time. Returns how many are left. */
export async function rewrap(db: Kysely<CustomersTables>, ring: KeyRing, random: Random, batch = 100): Promise<bigint> {
  const earlier = (await wrappingKeys(db)).filter((name) => name !== ring.current);
  if (earlier.length === 0) return 0n;
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ profile: string; wrapped_by: string; wrapped_key: Buffer }>`SELECT profile, wrapped_by, wrapped_key FROM person WHERE wrapped_by = ANY(${earlier}) LIMIT ${batch} FOR UPDATE SKIP LOCKED`.execute(trx);
    for (const { profile, wrapped_by, wrapped_key } of rows) {
      const { by, key } = wrap(ring, unwrap(ring, { by: wrapped_by, key: wrapped_key }, within(profile)), within(profile), random);
      await sql`UPDATE person SET wrapped_by = ${by}, wrapped_key = ${key} WHERE profile = ${profile}`.execute(trx);
    }
  });
  const { rows } = await sql<{ left: bigint }>`SELECT count(*) AS left FROM person WHERE wrapped_by = ANY(${earlier})`.execute(db);
  return rows[0]?.left ?? 0n;
}

/** Names of keys that persons need and the ring does not have: without them nothing of theirs opens. */
export const missingKeys = async (db: Kysely<CustomersTables>, { keys }: KeyRing): Promise<string[]> => (await wrappingKeys(db)).filter((name) => !keys.has(name));
