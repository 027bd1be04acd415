/** What customers and operators ask. */
import { isDeepStrictEqual } from 'node:util';
import { Compile } from 'typebox/compile';
import { Identifier } from '../../kit/api.ts';
import { tell } from '../../kit/contract.ts';
import { once } from '../../kit/idempotency.ts';
import { conflict, invalid, notFound, unprocessable, versionMismatch } from '../../kit/problem.ts';
import type { Handlers } from '../../kit/server.ts';
import type { User } from '../../kit/user.ts';
import { erasureContract } from '../events.ts';
import { addPerson, findPerson, removePerson, type Person, type Trx } from './adapters/person.ts';
import { addConsent, readAccesses, readConsents, readFields, recordAccess, touch, writeFields } from './adapters/profile.ts';
import { forgetKeys } from './adapters/traces.ts';
import { customersApi, reasons, type Fields } from './api.ts';
import type { App } from './app.ts';
import { accessOf, isOwn } from './domain/access.ts';
import { consentsOf, said, type Consent, type ConsentEvent } from './domain/consents.ts';
import { latest, purposes as ours } from './domain/purposes.ts';

const identifier = Compile(Identifier);

/** What is personal is kept by nobody on the way. */
const privately = { 'cache-control': 'no-store' } as const;
const tagged = (version: bigint) => ({ ...privately, etag: `"${version}"` });

const nobody = (customer: string): Error => notFound(`there is no customer ${customer}`);

/** Article 15(1): what others hold, who know the customer by the same identifier. */
const elsewhere = [
  { service: 'payments', holds: 'payments with their amounts and methods, as long as commercial and tax law ask; never a card number' },
  { service: 'baskets', holds: 'open baskets and reservations' },
  { service: 'insights', holds: 'counts per product and channel, which name nobody' },
] as const;

const createScope = (subject: string): string => `createProfile:${subject}`;

export function customersHandlers({ db, ring, now, random, uuid, purposes = ours }: App): Handlers<typeof customersApi> {
  /** Does something with a person who is held, or says that there is none. */
  const withPerson = async <T>(customer: string, hold: 'share' | 'update', work: (trx: Trx, person: Person) => Promise<T>): Promise<T> => {
    const keys = ring();
    return db.transaction().execute(async (trx) => {
      const person = await findPerson(trx, customer, { ring: keys, random, hold });
      if (!person) throw nobody(customer);
      return work(trx, person);
    });
  };

  const own = (user: User, customer: string): void => {
    if (!isOwn(user, customer)) throw nobody(customer);
  };

  /** Reads for the customer themself, or for an operator who says why, which is written down in the same transaction. */
  const reading = async <T>(what: string, { user, params: { customer }, query }: { readonly user: User; readonly params: { readonly customer: string }; readonly query: { readonly reason?: string; readonly case?: string } }, work: (trx: Trx, person: Person) => Promise<T>): Promise<T> => {
    const access = accessOf(user, customer, query);
    if (access.as === 'hidden') throw nobody(customer);
    if (access.as === 'reasonless') throw invalid(`an operator says why: add ?reason= with one of ${reasons.join(', ')}`, [{ pointer: '/querystring/reason', detail: 'is missing' }]);
    return withPerson(customer, 'share', async (trx, person) => {
      if (access.as === 'operator') await recordAccess(trx, person, what, access.because, now());
      return work(trx, person);
    });
  };

  const purposeNamed = (name: string) => {
    const purpose = Object.hasOwn(purposes, name) ? purposes[name] : undefined;
    if (!purpose) throw notFound(`nobody asks for consent to ${name}: there are ${Object.keys(purposes).join(', ')}`);
    return purpose;
  };

  return {
    createProfile: async ({ user: { subject }, body, headers }) => {
      if (!identifier.Check(subject)) throw unprocessable('the subject of the access token is no identifier of 1 to 64 letters, digits and ._~-: a profile could not be addressed by it');
      const keys = ring();
      const answer = await once(db, { scope: createScope(subject), key: headers['idempotency-key'], request: body }, async (trx) => {
        const person = await addPerson(trx, { subject, profile: uuid(), at: now() }, keys, random);
        if (!person) throw conflict(`customer ${subject} has a profile already: change it with PUT /customers/${subject}`);
        await writeFields(trx, person, body);
        return { status: 201, body: { customer: subject, version: Number(person.version) } };
      });
      return { ...answer, headers: { ...answer.headers, ...privately, location: `/customers/${subject}` } };
    },

    readProfile: (asked) =>
      reading('profile', asked, async (trx, person) => ({ headers: tagged(person.version), body: profileOf(asked.params.customer, person, await readFields(trx, person)) })),

    changeProfile: async ({ user, params: { customer }, body, headers }) => {
      own(user, customer);
      return withPerson(customer, 'update', async (trx, person) => {
        // What was changed already is not changed again, whatever version the repetition names (RFC 9110, section 13.1.1).
        if (isDeepStrictEqual(await readFields(trx, person), body)) return { headers: tagged(person.version), body: profileOf(customer, person, body) };
        const wanted = headers['if-match'];
        if (wanted !== undefined && wanted !== '*' && wanted !== `"${person.version}"`) throw versionMismatch(`the profile has the version "${person.version}", not ${wanted}: read it again`);
        const changedAt = now();
        await writeFields(trx, person, body);
        const version = await touch(trx, person, changedAt);
        return { headers: tagged(version), body: profileOf(customer, { ...person, version, changedAt }, body) };
      });
    },

    readConsents: (asked) =>
      reading('consents', asked, async (trx, person) => {
        const history = await readConsents(trx, person);
        return { headers: privately, body: { consents: consentsOf(history).map(consentOut), history: history.map(happenedOut) } };
      }),

    giveConsent: async ({ user, params: { customer, purpose }, body: { text, channel } }) => {
      own(user, customer);
      const current = latest(purposeNamed(purpose));
      if (text !== current) throw unprocessable(`consent to ${purpose} is given to the text ${current}, not ${JSON.stringify(text)}: show that one`);
      return withPerson(customer, 'update', async (trx, person) => {
        const history = await readConsents(trx, person);
        const next = said(history, { purpose, give: { text }, channel });
        const added = next ? [await addConsent(trx, person, history, next, user.subject, now())] : [];
        const [consent] = consentsOf([...history, ...added].filter((event) => event.purpose === purpose));
        if (!consent) throw new Error(`consent to ${purpose} was given and is not there`);
        return { headers: privately, body: consentOut(consent) };
      });
    },

    withdrawConsent: async ({ user, params: { customer, purpose }, query: { channel } }) => {
      own(user, customer);
      // Also what we no longer ask for: withdrawing is never harder than giving (article 7(3)).
      return withPerson(customer, 'update', async (trx, person) => {
        const history = await readConsents(trx, person);
        const next = said(history, { purpose, channel: channel ?? null });
        if (next) await addConsent(trx, person, history, next, user.subject, now());
        return { headers: privately, body: undefined };
      });
    },

    exportProfile: async ({ user, params: { customer } }) => {
      own(user, customer);
      return withPerson(customer, 'share', async (trx, person) => {
        const history = await readConsents(trx, person);
        const accesses = (await readAccesses(trx, person)).map(({ at, what, reason, case_reference }) => ({ at: at.toISOString(), what, reason, case: case_reference }));
        return {
          headers: { ...privately, 'content-disposition': `attachment; filename="customer-${customer}.json"` },
          body: {
            format: 'guichet-customer-export' as const,
            version: 1 as const,
            exportedAt: now().toISOString(),
            profile: profileOf(customer, person, await readFields(trx, person)),
            consents: consentsOf(history).map(consentOut),
            consentHistory: history.map(happenedOut),
            accesses,
            elsewhere: [...elsewhere],
          },
        };
      });
    },

    eraseProfile: async ({ user, params: { customer } }) => {
      own(user, customer);
      await db.transaction().execute((trx) => erase(trx, customer, now()));
      return { headers: privately, body: undefined };
    },
  };
}

/** The second time there is nothing left to erase and nothing to tell. */
async function erase(trx: Trx, customer: string, at: Date): Promise<void> {
  if (!(await removePerson(trx, customer, at))) return;
  await forgetKeys(trx, createScope(customer));
  await tell(trx, erasureContract, customer, { type: 'erased', payload: { customer, at: at.toISOString() } });
}

const profileOf = (customer: string, { version, createdAt, changedAt }: Pick<Person, 'version' | 'createdAt' | 'changedAt'>, fields: Fields) => ({
  customer,
  version: Number(version),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
  fields,
});

const consentOut = ({ since, ...consent }: Consent) => ({ ...consent, since: since.toISOString() });
const happenedOut = ({ purpose, given, text, channel, who, at }: ConsentEvent) => ({ purpose, given, text, channel, who, at: at.toISOString() });
