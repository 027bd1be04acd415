/** Rate limits per user and per client, in this process: the door's own limit, over all, is the ingress gateway's. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { tooMany, withHeaders } from '../../kit/problem.ts';
import { userOf } from '../../kit/server.ts';
import { draw, type Bucket, type Drawn, type Rate } from './domain/bucket.ts';

export interface RatesProps {
  readonly perSubject: Rate;
  /** Of one client, such as an app, over all its users. */
  readonly perClient: Rate;
  /** In milliseconds, from any beginning. */
  readonly clock: () => number;
}

/** Buckets that are kept. The one that was used longest ago makes room: it is the likeliest to be full again. */
const most = 50_000;

function drawing({ rate, clock }: { readonly rate: Rate; readonly clock: () => number }): (key: string) => Drawn {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const drawn = draw(rate, buckets.get(key), clock());
    buckets.delete(key);
    buckets.set(key, drawn.bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
    return drawn;
  };
}

/** The fields of draft-ietf-httpapi-ratelimit-headers, in the form that clients know. */
const limitHeaders = ({ burst }: Rate, { remaining, reset }: Drawn) => ({ 'ratelimit-limit': String(burst), 'ratelimit-remaining': String(remaining), 'ratelimit-reset': String(reset) });

/** Judged when it is known who asks, and before the body is read. */
export function limitRates(app: FastifyInstance, { perSubject, perClient, clock }: RatesProps): void {
  const [ofSubject, ofClient] = [drawing({ rate: perSubject, clock }), drawing({ rate: perClient, clock })];
  app.addHook('preParsing', async (request, reply) => {
    const user = userOf(request);
    if (!user) return;
    const own = ofSubject(user.subject);
    tell(reply, perSubject, own);
    if (!own.allowed) throw refusal('of this user', own);
    const shared = ofClient(user.client ?? '');
    if (!shared.allowed) {
      tell(reply, perClient, shared);
      throw refusal('of this client', shared);
    }
  });
}

const tell = (reply: FastifyReply, rate: Rate, drawn: Drawn): void => void reply.headers(limitHeaders(rate, drawn));

const refusal = (whose: string, { retryAfter }: Drawn) => withHeaders(tooMany(`these are more requests ${whose} than are taken: send it again in ${retryAfter} s`), { 'retry-after': String(retryAfter) });
