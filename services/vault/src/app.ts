/** The vault's operations. A number is in memory while a request is answered, and in nothing that is logged, kept or said of an error. */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import { cards } from '../../cards/service.ts';
import { callerOf } from '../../kit/caller.ts';
import { EnvelopeError, type KeyRing, type Random } from '../../kit/envelope.ts';
import { once, requiredKey } from '../../kit/idempotency.ts';
import { forbidden, notFound, unavailable, unprocessable } from '../../kit/problem.ts';
import { createServer, type Answer, type Handlers } from '../../kit/server.ts';
import { vaultApi } from './api.ts';
import { audit, destroyCard, findCard, keepCard, type Card, type VaultTables } from './adapters/store.ts';
import { cardFault, factsOf } from './domain/card.ts';
import { openNumber, sealNumber, type Place } from './domain/envelope.ts';
import { fingerprintOf, keptKey } from './domain/mac.ts';
import { newToken } from './domain/token.ts';

export interface VaultProps {
  readonly db: Kysely<VaultTables>;
  /** The key-encryption keys as they are now. */
  readonly keys: () => KeyRing;
  readonly fingerprintKey: Buffer;
  readonly random: Random;
  readonly now: () => Date;
  readonly logger?: FastifyBaseLogger;
}

type Headers = Readonly<Record<string, string>>;

/** What no cache may keep. */
const uncached = { 'cache-control': 'no-store' };

const quiet = <Body>(answer: Answer<Body>): Answer<Body> => ({ ...answer, headers: { ...answer.headers, ...uncached } });

const unknownToken = () => notFound('the merchant has no such token: it was never given, or it was destroyed');

/** The one caller that is told numbers: it alone has drawn that arrow. */
const mayReveal = cards.name;

const described = ({ token, brand, bin, last4, expiry }: Omit<Card, 'sealed'>) => ({ token, brand, ...(bin !== undefined && { bin }), last4, expiry });

export function createVault(props: VaultProps): FastifyInstance {
  return createServer({ api: vaultApi, handlers: handlersOf(props), ...(props.logger && { logger: props.logger }) });
}

function handlersOf({ db, keys, fingerprintKey, random, now }: VaultProps): Handlers<typeof vaultApi> {
  const kept = (headers: Headers): string => keptKey(fingerprintKey, requiredKey(headers['idempotency-key']));

  /** Opens a card's number. A key that has not arrived yet, or is gone, is a matter of our files and not of the request. */
  const opened = (card: Card): string => {
    try {
      return openNumber(keys(), card, card.sealed);
    } catch (error) {
      if (error instanceof EnvelopeError && !keys().keys.has(card.sealed.dataKey.by)) throw unavailable('the key of this card is not here now: send the request again in a minute');
      throw error;
    }
  };

  async function refuseStranger(headers: Headers, token: string): Promise<string> {
    const caller = callerOf(headers);
    if (caller === mayReveal) return caller;
    await audit(db, { act: 'refused', token, caller: caller ?? 'unknown', reason: 'not the caller that is told numbers', at: now() });
    throw forbidden(`numbers are told to ${mayReveal} alone`);
  }

  return {
    tokenise: async ({ body, headers }) => {
      const { merchant, number, expiry } = body;
      const key = kept(headers);
      const fault = cardFault(body, now());
      if (fault) throw unprocessable(fault.detail, [fault]);
      const fingerprint = fingerprintOf(fingerprintKey, { merchant, number });
      // The number is compared by its keyed hash: what `once` keeps of a request is a hash that anybody could make.
      const request = { fingerprint: fingerprint.toString('base64'), expiry };
      return quiet(
        await once(db, { scope: `tokenise:${merchant}`, key, request }, async (trx) => {
          const place: Place = { token: newToken(random), merchant };
          const { card, known } = await keepCard(trx, { ...place, ...factsOf(number), sealed: sealNumber(keys(), place, number, random), fingerprint, expiry, createdAt: now() });
          return { body: { ...described(card), known }, status: known ? 200 : 201 };
        }),
      );
    },

    detokenise: async ({ params: { token }, body: { merchant, reason }, headers }) => {
      const key = kept(headers);
      const caller = await refuseStranger(headers, token);
      const card = await findCard(db, { token, merchant });
      if (!card) throw unknownToken();
      // The key's row says that it was asked, and never what was answered.
      const { headers: replayed } = await once(db, { scope: `detokenise:${caller}`, key, request: { token, merchant, reason } }, async () => ({ body: { token } }));
      const number = opened(card);
      // Also of a replay: the number leaves once more.
      await audit(db, { act: 'revealed', token, caller, reason, at: now() });
      return quiet({ body: { number, brand: card.brand, expiry: card.expiry }, ...(replayed && { headers: replayed }) });
    },

    describeToken: async ({ params: { token }, query: { merchant } }) => {
      const card = await findCard(db, { token, merchant });
      if (!card) throw unknownToken();
      return quiet({ body: { ...described(card), createdAt: card.createdAt.toISOString() } });
    },

    destroyToken: async ({ params: { token }, query: { merchant }, headers }) =>
      db.transaction().execute(async (trx) => {
        const became = await destroyCard(trx, { token, merchant }, now());
        if (became === 'unknown') throw unknownToken();
        if (became === 'destroyed') await audit(trx, { act: 'destroyed', token, caller: callerOf(headers) ?? 'unknown', reason: 'asked for', at: now() });
        return { body: undefined };
      }),
  };
}
