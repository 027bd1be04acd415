/** Asks every operation of an API for what it does not expect: whatever comes, the answer is no 500, and a refusal is problem+json. */
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { operationNamed, parametersOf, type Api } from '../api.ts';

export interface Fuzzed {
  readonly app: FastifyInstance;
  readonly api: Api;
  /** A body that would be taken, by operation: each of its values is exchanged for others, one at a time. */
  readonly bodies?: Readonly<Record<string, unknown>>;
  /** Headers of somebody who may ask, by operation. */
  readonly headers: (operation: string) => Promise<Readonly<Record<string, string>>>;
  /** Identifiers that mean something, others' included, beside those that mean nothing. */
  readonly identifiers?: readonly string[];
  /** Of each operation. @default 60 */
  readonly runs?: number;
  /** Repeats a run. @default - fast-check's own */
  readonly seed?: number;
}

/** What is seldom thought of. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, '', ' ', '0', '-1', 'NaN', '\u0000', 'a\u0000b', '\ud800', '\u202e', '𝔘𝔫𝔦', 'x'.repeat(70_000), "'; DROP TABLE x; --", '../../etc/passwd', '__proto__', '4242424242424242', [], {}, [[]], [null], { a: { b: { c: [1] } } }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A body with one of its values exchanged, left out or added. */
function mutated(body: unknown): fc.Arbitrary<unknown> {
  if (typeof body !== 'object' || body === null) return odd;
  if (Array.isArray(body)) return fc.oneof(odd, fc.constant([]), fc.constant(Array(2000).fill(body[0])), ...(body.length > 0 ? [mutated(body[0]).map((first) => [first, ...body.slice(1)])] : []));
  const entries = Object.entries(body);
  return fc.oneof(
    odd,
    fc.tuple(fc.string(), odd).map(([name, value]) => ({ ...body, [name]: value })),
    ...entries.map(([name]) => fc.constant(Object.fromEntries(entries.filter(([other]) => other !== name)))),
    ...entries.map(([name, value]) => mutated(value).map((other) => ({ ...body, [name]: other }))),
  );
}

const queryOf = (schema: TSchema | undefined): fc.Arbitrary<string> => {
  const names = schema && 'properties' in schema && typeof schema.properties === 'object' && schema.properties !== null ? Object.keys(schema.properties) : [];
  const pair = fc.tuple(fc.constantFrom(...names, 'other', '__proto__'), fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('', '0', '-1', '1e9', '99999999999999999999', 'web', '%00', "'")));
  return fc.array(pair, { maxLength: 3 }).map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`));
};

const pathOf = (path: string, identifiers: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(...parametersOf(path).map(() => fc.oneof(fc.constantFrom('nobody', '00000000-0000-4000-8000-000000000000', '__proto__', 'a'.repeat(300), ...identifiers), fc.string({ unit: 'binary', minLength: 1, maxLength: 80 })))).map((values) => {
    let next = 0;
    return path.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent((values[next++] ?? '').toWellFormed()));
  });

/** Throws fast-check's report of the smallest request that was answered wrongly. */
export async function fuzz({ app, api, bodies = {}, headers, identifiers = [], runs = 60, seed }: Fuzzed): Promise<void> {
  for (const [name, shape] of Object.entries(api.shapes)) {
    const { method, path } = operationNamed(api, name);
    const known = await headers(name);
    const body = shape.body ? mutated(bodies[name] ?? {}) : fc.oneof(fc.constant(undefined), odd);
    const key = fc.oneof(fc.uuid(), fc.constantFrom('', 'x'.repeat(300), 'a b'));
    await fc.assert(
      fc.asyncProperty(pathOf(path, identifiers), queryOf(shape.query), body, key, fc.boolean(), async (url, query, payload, idempotency, tagged) => {
        const text = payload === undefined ? undefined : JSON.stringify(payload);
        const answer = await app.inject({
          method,
          url: `${url}${query}`,
          headers: { ...known, 'idempotency-key': idempotency, ...(tagged && { 'if-match': '"0"' }), ...(text !== undefined && { 'content-type': 'application/json' }) },
          ...(text !== undefined && { payload: text }),
        });
        if (answer.statusCode >= 500) throw new Error(`${name}: ${method} ${url}${query} was answered ${answer.statusCode}: ${answer.body}`);
        if (answer.statusCode >= 400 && !String(answer.headers['content-type']).startsWith('application/problem+json')) throw new Error(`${name}: ${answer.statusCode} came as ${String(answer.headers['content-type'])}`);
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    );
  }
}
