/** The bodies of a service's operations, beside its declaration: validation, type and OpenAPI 3.1 in one. */
import type { Static, TObject, TSchema } from 'typebox';
import { Type } from 'typebox';
import type { Operation, Service } from '../../constructs/declaration/index.ts';

/** The shapes of one operation. */
export interface Shape {
  /** Path parameters that are no identifiers. @default - identifiers, all of them */
  readonly params?: Readonly<Record<string, TSchema>>;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Properties of the body of an operation for end users in which digits may be what looks like a card number, and why is said where this is. @default - none: such a request is refused */
  readonly digits?: readonly string[];
  /** The body is taken as it comes, of any media type, and is not read: the handler has it as `raw`. */
  readonly bytes?: true;
  /** The body of an answer that went well. @default - no body */
  readonly response?: TSchema;
  /** The media type of that body; where it is not JSON, the body is text. @default 'application/json' */
  readonly media?: string;
  /** The status of an answer that went well. @default 200, or 204 without a body */
  readonly status?: 200 | 201 | 202 | 204;
  /** Other statuses of an answer that went well, with the same body. */
  readonly also?: readonly (200 | 202)[];
  /** Answers carry the version of what they show as `ETag`; a change names the one that it was made on in `If-Match`, where that is asked for. */
  readonly etag?: 'answered' | 'heeded' | 'required';
}

type Names<S extends Service> = keyof S['serves'] & string;

/** A service's declaration with the shapes of all its operations. */
export interface Api<S extends Service = Service, Shapes extends Readonly<Record<string, Shape>> = Readonly<Record<string, Shape>>> {
  readonly service: S;
  readonly shapes: Shapes;
}

/** Compiles only when every declared operation has a shape, and no other. */
export const api = <S extends Service, const Shapes extends Readonly<Record<Names<S>, Shape>>>(service: S, shapes: Shapes & { readonly [K in Exclude<keyof Shapes, Names<S>>]: never }): Api<S, Shapes> => ({ service, shapes });

export type BodyOf<T extends Shape> = T extends { readonly body: infer B extends TSchema } ? Static<B> : undefined;
export type QueryOf<T extends Shape> = T extends { readonly query: infer Q extends TObject } ? Static<Q> : Readonly<Record<string, never>>;
export type ResponseOf<T extends Shape> = T extends { readonly response: infer R extends TSchema } ? Static<R> : undefined;

/** The names of the parameters of a path template. */
export type Parameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Parameters<Rest> : never;

export const parametersOf = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].flatMap(([, name]) => (name ? [name] : []));

/** Whether an answer is text and no JSON. */
export const isText = ({ media = 'application/json' }: Shape): boolean => !media.startsWith('application/json');

/** A POST that may be sent twice is told by the `Idempotency-Key` of who sends it; a body of somebody else's making carries its own mark. */
export const takesKey = ({ method, idempotent }: Operation, { bytes }: Shape): boolean => (method === 'POST' || method === 'PATCH') && idempotent && !bytes;

export const statusOf = (shape: Shape): number => shape.status ?? (shape.response ? 200 : 204);

/** An identifier of ours in a path: what no router, log or SQL statement can misread. */
export const Identifier = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$', description: 'identifier' });

/** Minor units as an integer, and the currency. */
export const MoneyShape = Type.Object(
  { amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'minor units of the currency' }), currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }) },
  { additionalProperties: false },
);

export const operationNamed = ({ service }: Api, name: string): Operation => {
  const found = service.serves[name];
  if (!found) throw new Error(`${service.name} does not serve ${name}: it serves ${Object.keys(service.serves).join(', ')}`);
  return found;
};
