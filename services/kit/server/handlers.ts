/** What handlers are asked and answer, and that there is one for each operation that is declared. */
import type { FastifyBaseLogger } from 'fastify';
import type { Api, BodyOf, Parameters, QueryOf, ResponseOf } from '../api.ts';
import type { User, VerifyUser } from '../user.ts';

/** What a handler is asked. */
export interface Asked<Path extends string, Query, Body> {
  readonly params: Readonly<Record<Parameters<Path>, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Of this request, as its log lines have it. */
  readonly id: string;
  /** Header values by lower-case name; the last one where a header was repeated. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes as they came: signatures are verified on these. */
  readonly raw: Buffer;
  /** The end user, who has a role that the operation declares. Reading it throws in an operation that declares none. */
  readonly user: User;
  readonly log: FastifyBaseLogger;
}

/** What a handler answers: the body, and headers where there are any. */
export interface Answer<Body> {
  readonly body: Body;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handlers<A extends Api> = {
  readonly [Name in keyof A['shapes'] & keyof A['service']['serves'] & string]: (
    asked: Asked<A['service']['serves'][Name]['path'], QueryOf<A['shapes'][Name]>, BodyOf<A['shapes'][Name]>>,
  ) => Promise<Answer<ResponseOf<A['shapes'][Name]>>>;
};

/** What the handler of any operation is asked. */
export interface AnyAsked extends Omit<Asked<string, unknown, unknown>, 'params'> {
  readonly params: Readonly<Record<string, string>>;
}

export type AnyHandler = (asked: AnyAsked) => Promise<Answer<unknown>>;

/** Names that are declared and not handled, and the reverse. */
export function handlerFaults({ service }: Api, handlers: object): string[] {
  const declared = Object.keys(service.serves);
  const handled = Object.keys(handlers);
  return [
    ...declared.filter((name) => !handled.includes(name)).map((name) => `${service.name} declares the operation ${name} and has no handler for it`),
    ...handled.filter((name) => !declared.includes(name)).map((name) => `${service.name} has a handler for ${name}, which it does not declare`),
  ];
}

/** Operations that declare a user whom nobody would verify. */
export const verifyFaults = ({ service }: Api, verify: VerifyUser | undefined): string[] =>
  verify ? [] : Object.entries(service.serves).filter(([, { user }]) => user).map(([name]) => `${service.name} declares a user behind ${name} and was given no way to verify one: pass verifyUser(...) of services/kit/user.ts`);
