/** The card fields and their way to the vault. Keeps nothing: a number is in memory between a request and the vault's answer. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { JWTVerifyGetKey } from 'jose';
import { CallError, type Client } from '../../kit/client.ts';
import { requiredKey } from '../../kit/idempotency.ts';
import { forbidden, inProgress, keyReused, notFound, unavailable, unprocessable } from '../../kit/problem.ts';
import { createServer, type Handlers } from '../../kit/server.ts';
import type { vaultApi } from '../../vault/src/api.ts';
import { cardFault } from '../../vault/src/domain/card.ts';
import { verifyCardSession } from '../session.ts';
import { cardEntryApi } from './api.ts';
import { contentSecurityPolicy, securityHeaders } from './domain/headers.ts';
import { cardFieldsPage } from './domain/page.ts';
import { step, type JourneyEnded } from './journeys.ts';

export interface CardEntryProps {
  readonly vault: Pick<Client<typeof vaultApi>, 'tokenise'>;
  /** The public keys of card sessions, as they are now. */
  readonly keys: () => JWTVerifyGetKey;
  readonly now: () => Date;
  readonly journeyEnded: JourneyEnded;
  readonly logger?: FastifyBaseLogger;
}

const asset = (name: string, type: string) => [name, { type, text: readFileSync(join(import.meta.dirname, '..', 'assets', name), 'utf8') }] as const;

/** Read once: what is served cannot change under a running program. */
const assets = new Map([asset('card-fields.js', 'text/javascript; charset=utf-8'), asset('card-fields.css', 'text/css; charset=utf-8')]);

export function createCardEntry(props: CardEntryProps): FastifyInstance {
  const app = createServer({ api: cardEntryApi, handlers: handlersOf(props), ...(props.logger && { logger: props.logger }) });
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of Object.entries(securityHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  return app;
}

/** A browser says where a request comes from (Fetch Metadata); an app's own client does not. */
function refuseOtherSites(site: string | undefined): void {
  if (site !== undefined && site !== 'same-origin') throw forbidden('card details are taken from the card fields alone');
}

/** The vault's refusals in our own words: nothing of what it answered is passed on. */
function refusalOf(error: unknown): Error {
  if (!(error instanceof CallError)) return error instanceof Error ? error : new Error('the vault cannot be asked');
  if (error.status === 409) return inProgress('a request with this Idempotency-Key is running: send it again in a moment');
  if (error.code === 'idempotency-key-reused') return keyReused('this Idempotency-Key came with another card: use a new key for a new card');
  if (error.status === 422) return unprocessable('the card is not one that is good now: check number and expiry');
  return unavailable('the card could not be kept: send it again with the same Idempotency-Key');
}

function handlersOf({ vault, keys, now, journeyEnded }: CardEntryProps): Handlers<typeof cardEntryApi> {
  const sessionOf = (token: string) => verifyCardSession(token, { keys: keys(), now: now() });
  return {
    showCardFields: async ({ params }) => {
      const session = await sessionOf(params.session);
      const { origin } = session;
      return step(journeyEnded, session, { last: false }, async () => ({
        body: cardFieldsPage({ origin }),
        // A page in another origin's frame: who may frame it is the policy's matter.
        headers: { 'content-security-policy': contentSecurityPolicy(origin), 'cross-origin-resource-policy': 'cross-origin' },
      }));
    },

    loadAsset: async ({ params }) => {
      const found = assets.get(params.asset);
      if (!found) throw notFound(`there are the assets ${[...assets.keys()].join(' and ')}`);
      return { body: found.text, headers: { 'content-type': found.type, 'cache-control': 'no-cache' } };
    },

    tokeniseCard: async ({ params, body: { number, expiry }, headers }) => {
      refuseOtherSites(headers['sec-fetch-site']);
      const session = await sessionOf(params.session);
      const { id, merchant } = session;
      return step(journeyEnded, session, { last: true }, async () => {
        const key = requiredKey(headers['idempotency-key']);
        const fault = cardFault({ number, expiry }, now());
        if (fault) throw unprocessable(fault.detail, [fault]);
        // Of the session and the key, so that no session meets another's.
        const derived = createHash('sha256').update(`${id}\n${key}`).digest('base64url');
        const answer = await vault.tokenise({ body: { merchant, number, expiry }, headers: { 'idempotency-key': derived } }).catch((error: unknown) => {
          throw refusalOf(error);
        });
        const { token, brand, last4 } = answer.body;
        const replayed = answer.headers.get('idempotency-replayed');
        return { body: { token, brand, last4 }, ...(replayed !== null && { headers: { 'idempotency-replayed': replayed } }) };
      });
    },
  };
}
