/** Who is let in, and with what. */
import type { FastifyRequest } from 'fastify';
import type { EndUser } from '../../../constructs/declaration/index.ts';
import type { Shape } from '../api.ts';
import { cardNumbersIn } from '../card-number.ts';
import { invalid } from '../problem.ts';
import type { User, VerifyUser } from '../user.ts';

const users = new WeakMap<object, User>();

/** The end user of a request that was let in, where its operation declares one. */
export const userOf = (request: FastifyRequest): User | undefined => users.get(request.raw);

/** Judges before anything of the body is read: who may not ask is told nothing about what they ask. */
export const admit = (verify: VerifyUser, wanted: EndUser) => async (request: FastifyRequest): Promise<void> => void users.set(request.raw, await verify(request.headers.authorization, wanted));

/** Of operations for end users: programs tell one another references of providers, of which one that looks like a card number must not be lost. */
export const withoutCardNumbers = ({ digits }: Shape) => async ({ params, query, body }: FastifyRequest): Promise<void> => {
  const found = [...cardNumbersIn(params, '/params'), ...cardNumbersIn(query, '/querystring'), ...cardNumbersIn(body, '/body', digits)];
  if (found.length > 0) throw invalid('this holds a card number, which is not kept here: card numbers are typed into the card fields alone', found.map((pointer) => ({ pointer, detail: 'holds what looks like a card number' })));
};
